// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
import { go, say } from "../here.js";
import { get, pause, pauseBefore, Refused, Unanswered } from "../api.js";
import { add, cart, isChanging } from "../cart.js";
import { away, card, html, money, nothing, picture, staleness, stock } from "../show.js";
import { stallName } from "../stalls.js";

const LOOK_AGAIN_MS = 4_000;
const MOST = 99;

/** One product, with the stock of now while the page is looked at. */
export class ProductPage {
  title = "";
  product = undefined;
  missing = false;
  away = false;
  quantity = 1;
  beside = [];
  #left = new AbortController();

  constructor(id, update) {
    this.id = id;
    this.update = update;
    this.#follow();
  }

  get slug() {
    return this.product?.category;
  }

  leave() {
    this.#left.abort();
  }

  async #follow() {
    for (let failures = 0; !this.#left.signal.aborted; ) {
      try {
        if (!document.hidden) await this.#look();
        failures = 0;
        await pause(LOOK_AGAIN_MS);
      } catch (failure) {
        if (this.#left.signal.aborted) return;
        if (!(failure instanceof Unanswered)) throw failure;
        this.away = true;
        this.update();
        await pause(pauseBefore(failures++, failure));
      }
    }
  }

  async #look() {
    try {
      this.product = await get(`/v1/products/${encodeURIComponent(this.id)}`, this.#left.signal);
    } catch (failure) {
      if (!(failure instanceof Refused)) throw failure;
      this.missing = true;
      this.leave();
    }
    this.away = false;
    this.title = this.product?.name ?? "Not here";
    this.update();
    if (this.product && !this.beside.length) await this.#lookBeside();
  }

  async #lookBeside() {
    const path = `/v1/products?category=${encodeURIComponent(this.product.category)}&order_by=price&page_size=24`;
    const neighbours = (await get(path, this.#left.signal)).products ?? [];
    const from = [...this.id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % Math.max(neighbours.length - 4, 1);
    this.beside = neighbours.filter((each) => each.id !== this.id).slice(from, from + 4);
    this.update();
  }

  async #add(event) {
    event.preventDefault();
    if (isChanging(this.id)) return;
    const added = add(this.id, this.quantity);
    this.update();
    await added;
    if (!cart.refusal) say(`${this.product.name} is in your cart`);
    this.added = !cart.refusal;
    this.update();
  }

  #buy(product) {
    const isOut = product.availability?.state === "OUT_OF_STOCK";
    const changing = isChanging(this.id);
    return html`<form class="buy" @submit=${(event) => this.#add(event)}>
      <label>Pieces <input type="number" min="1" max=${MOST} required .value=${String(this.quantity)}
        @input=${(event) => (this.quantity = Math.min(Math.max(Math.trunc(event.target.valueAsNumber) || 1, 1), MOST))}></label>
      <button ?disabled=${isOut || changing}>${isOut ? "Sold out" : changing ? "Adding…" : "Add to cart"}</button>
      ${changing && cart.away ? away("The cart can't be reached just now; your wish is noted.") : nothing}
      ${this.added && !changing ? html`<p class="quiet done">In your cart. <a href="#/cart">See it</a></p>` : nothing}
    </form>`;
  }

  template() {
    if (this.missing) {
      return html`<section class="empty"><h1 tabindex="-1">Not here</h1><p>No stall has this product any more.</p>
        <p><button class="quiet" @click=${() => go("#/")}>Back to the market</button></p></section>`;
    }
    const product = this.product;
    if (!product) return html`<h1 tabindex="-1" class="unseen">Product</h1>${this.away ? away("The catalogue can't be asked just now.") : nothing}`;
    return html`
      <article class="product">
        <div class="frame">${picture(product, true)}</div>
        <div class="about">
          <p class="crumb"><a href=${"#/stall/" + encodeURIComponent(product.category)}>${stallName(product.category)}</a></p>
          <h1 tabindex="-1">${product.name}</h1>
          <p class="price">${money(product.price)}</p>
          <p class="live" aria-live="polite">${stock(product)}${product.availability?.state === "IN_STOCK"
            ? html` <span class="quiet">${product.availability.quantity} in the storeroom</span>` : nothing}
            ${product.availability?.state === "UNKNOWN" ? html` <span class="quiet">The till will tell; nothing is charged for what isn't there.</span>` : nothing}</p>
          ${this.away ? away("The catalogue can't be asked just now.") : nothing}
          ${staleness([product])}
          <p class="description">${product.description}</p>
          ${this.#buy(product)}
        </div>
      </article>
      ${this.beside.length
        ? html`<section aria-labelledby="beside"><h2 id="beside">On the same stall</h2><ul class="grid">${this.beside.map((each) => card(each))}</ul></section>`
        : nothing}`;
  }
}
