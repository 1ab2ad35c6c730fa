// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
import { Refused } from "../api.js";
import { refresh } from "../cart.js";
import { go, say } from "../here.js";
import { away, clock, day, html, money, nothing } from "../show.js";
import { cancel, isCancelling, remember, takeAnswered } from "../till.js";
import { timeline } from "../timeline.js";
import { watch } from "../watch.js";

const LONG_MS = 6_000;

const STATES = {
  PENDING: "Being decided",
  CONFIRMED: "Bought",
  REJECTED: "Not bought",
  CANCELLED: "Cancelled",
};

const REASONS = {
  OUT_OF_STOCK: "Something in it was sold out. Nothing was charged, and nothing is set aside.",
  CARD_DECLINED: "The card was refused. Nothing was charged, and everything is back on its shelf.",
  TIMED_OUT: "It could not be decided within fifteen minutes, so we gave it up. Nothing was charged.",
  BY_SHOPPER: "As you wished: the money and the goods go back.",
  PAYMENT_FAILED: "The bank took its approval back. The goods are on their shelf again, and you pay nothing.",
};

/** One order, as it changes. */
export class OrderPage {
  title = "Order";
  linked = true;
  missing = false;
  asking = false;
  cancelling = false;
  refusal = "";

  constructor(id, update) {
    this.id = id;
    this.update = update;
    this.order = takeAnswered(id);
    if (this.order) this.#tell(this.order.state);
    this.cameAt = Date.now();
    this.clock = setInterval(update, 1_000);
    this.end = watch(id, (order) => this.#changed(order), (linked) => {
      this.linked = linked;
      update();
    }, () => {
      this.missing = true;
      update();
    });
    if (isCancelling(id)) this.#cancel();
  }

  leave() {
    this.end();
    clearInterval(this.clock);
  }

  #tell(state) {
    this.title = STATES[state];
    say(`Your order: ${STATES[state]}`);
  }

  #changed(order) {
    const before = this.order;
    this.order = order;
    remember(order.id);
    if (before?.state !== order.state) this.#tell(order.state);
    if (before?.timeline?.length !== order.timeline?.length) refresh();
    this.update();
  }

  async #cancel() {
    this.asking = false;
    this.cancelling = true;
    this.update();
    try {
      this.#changed(await cancel(this.id, () => this.update()));
    } catch (failure) {
      if (!(failure instanceof Refused)) throw failure;
      this.refusal = failure.message;
    }
    this.cancelling = false;
    this.update();
  }

  /** What comes next, while nothing is decided. */
  #next() {
    const isLong = Date.now() - this.cameAt > LONG_MS;
    return html`<p class="note"><span class="pulse" aria-hidden="true"></span>The order is stored. Next, your things are set
        aside and your card's bank is asked.</p>
      ${isLong ? html`<p class="quiet">It takes longer than usual: some part of the shop is away. Nothing is lost. The order is decided
        as soon as that part is back, at the latest after fifteen minutes, whether you wait here or not. You pay once or not at all;
        the receipt comes by mail.</p>` : nothing}`;
  }

  #actions() {
    const state = this.order.state;
    if (this.cancelling) return away("Cancelling; asked once, however often it takes.");
    if (state !== "PENDING" && state !== "CONFIRMED") return nothing;
    return this.asking
      ? html`<p class="ask">Money and goods go back. <button class="danger" @click=${() => this.#cancel()}>Cancel the order</button>
          <button class="quiet" @click=${() => this.#ask(false)}>Keep it</button></p>`
      : html`<p><button class="quiet" @click=${() => this.#ask(true)}>Cancel this order</button></p>`;
  }

  #ask(asking) {
    this.asking = asking;
    this.update();
  }

  template() {
    if (this.missing) {
      return html`<section class="empty"><h1 tabindex="-1">No such order</h1><p>Its address is not quite right.</p>
        <p><button class="quiet" @click=${() => go("#/orders")}>Your orders</button></p></section>`;
    }
    const order = this.order;
    if (!order) return html`<h1 tabindex="-1">Your order</h1>${this.linked ? nothing : away("The shop can't be reached.")}`;
    return html`
      <section class=${"order " + order.state.toLowerCase()}>
        <header>
          <p class="crumb"><a href="#/orders">Your orders</a></p>
          <h1 tabindex="-1">${STATES[order.state] ?? order.state}</h1>
          <p class="lede">${order.state === "CONFIRMED" ? "Thank you. Your receipt is in the mail." : REASONS[order.reason] ?? ""}</p>
          ${order.state === "PENDING" ? this.#next() : nothing}
          ${this.linked ? nothing : away(`The connection is lost; this is how it stood at ${clock(order.timeline?.at(-1)?.wallTime)}.`)}
          ${this.refusal ? html`<p class="refused" role="alert">${this.refusal}</p>` : nothing}
        </header>
        <div class="columns">
          <section aria-labelledby="what"><h2 id="what">What was ordered</h2>
            <ul class="bought">${(order.lines ?? []).map((line) => html`<li><a href=${"#/product/" + encodeURIComponent(line.productId)}>${line.quantity} × ${line.name || line.productId}</a><span>${money(line.lineTotal)}</span></li>`)}</ul>
            <div class="sum"><span>Total</span><strong>${money(order.total)}</strong></div>
            <p class="quiet">Placed ${day(order.createTime)}; goes to ${[...(order.shipTo?.recipients ?? []), ...(order.shipTo?.addressLines ?? []), order.shipTo?.locality, order.shipTo?.regionCode].filter(Boolean).join(", ")}.</p>
            ${this.#actions()}
          </section>
          <section aria-labelledby="told"><h2 id="told">What happened</h2>${timeline(order.timeline ?? [])}</section>
        </div>
      </section>`;
  }
}
