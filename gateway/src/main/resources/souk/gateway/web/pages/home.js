// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
import { get, untilAnswered } from "../api.js";
import { away, card, html, nothing, staleness, waitingCards } from "../show.js";
import { STALLS, stallPicture } from "../stalls.js";

const SHOWN_STALLS = 4;
const OF_EACH = 2;
const DAY_MS = 86_400_000;

/** The market: its stalls, and something of four of them, others each day. */
export class HomePage {
  title = "";
  products = undefined;
  away = false;
  #left = new AbortController();

  constructor(argument, update) {
    this.update = update;
    this.#load();
  }

  leave() {
    this.#left.abort();
  }

  async #load() {
    const today = Math.floor(Date.now() / DAY_MS);
    const stalls = Array.from({ length: SHOWN_STALLS }, (_, i) => STALLS[(today + 5 * i) % STALLS.length]);
    try {
      const pages = await untilAnswered(
        () =>
          Promise.all(
            stalls.map((stall) =>
              get(`/v1/products?category=${stall.slug}&order_by=price%20desc&page_size=${OF_EACH}`, this.#left.signal),
            ),
          ),
        () => this.#missing(),
      );
      this.products = pages.flatMap((page) => page.products ?? []);
      this.away = false;
    } catch (failure) {
      if (!this.#left.signal.aborted) throw failure;
    }
    this.update();
  }

  #missing() {
    this.away = true;
    this.update();
  }

  template() {
    return html`
      <section class="hero">
        <h1 tabindex="-1">Many stalls, <em>one market</em></h1>
        <p class="lede">Two thousand things made by hand between Granada and Kathmandu. Walk in; the kettle is on.</p>
      </section>
      <h2 class="unseen">The stalls</h2>
      <ul class="arcade">${STALLS.map(
        (stall) => html`<li><a href=${"#/stall/" + stall.slug}>
          <span class="arch"><img alt="" width="400" height="400" decoding="async" src=${stallPicture(stall)}></span>
          <span class="name">${stall.name}</span></a></li>`,
      )}</ul>
      <section aria-labelledby="today">
        <h2 id="today">The finest of today</h2>
        ${this.away ? away("The stalls are just opening.") : nothing}
        ${this.products
          ? html`${staleness(this.products)}<ul class="grid">${this.products.map((product) => card(product))}</ul>`
          : waitingCards(SHOWN_STALLS * OF_EACH)}
      </section>`;
  }
}
