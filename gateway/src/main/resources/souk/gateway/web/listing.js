// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
import { get, Refused, untilAnswered } from "./api.js";
import { away, card, html, nothing, staleness, waitingCards } from "./show.js";

const PAGE_SIZE = 24;
const EAGER = 8;

/** A list of products that grows page by page; asked anew, it forgets what it was still waiting for. */
export class Listing {
  products = undefined;
  away = false;
  #next = "";
  #path = "";
  #asking = new AbortController();

  constructor(update) {
    this.update = update;
  }

  /** @param path with a query, to which the page's size and token are added */
  async ask(path) {
    this.#path = path;
    this.#next = "";
    await this.#page([]);
  }

  more = () => this.#page(this.products);

  stop() {
    this.#asking.abort();
  }

  async #page(before) {
    this.#asking.abort();
    const asking = (this.#asking = new AbortController());
    const token = this.#next ? `&page_token=${encodeURIComponent(this.#next)}` : "";
    try {
      const page = await untilAnswered(
        () => get(`${this.#path}&page_size=${PAGE_SIZE}${token}`, asking.signal),
        () => {
          // One that nobody waits for any more ends with its next try.
          this.away = !asking.signal.aborted;
          this.update();
        },
      );
      if (asking.signal.aborted) return;
      this.products = [...before, ...(page.products ?? [])];
      this.#next = page.nextPageToken ?? "";
    } catch (failure) {
      if (asking.signal.aborted) return;
      if (!(failure instanceof Refused)) throw failure;
      this.products = before;
      this.#next = "";
    }
    this.away = false;
    this.update();
  }

  template(empty) {
    if (!this.products) {
      return html`${this.away ? away("The catalogue can't be asked just now.") : nothing}${waitingCards(8)}`;
    }
    if (!this.products.length) return empty;
    return html`${this.away ? away("The catalogue can't be asked just now.") : nothing}
      ${staleness(this.products)}
      <ul class="grid">${this.products.map((product, i) => card(product, i < EAGER))}</ul>
      ${this.#next ? html`<p class="more"><button class="quiet" @click=${this.more}>Show more</button></p>` : nothing}`;
  }
}
