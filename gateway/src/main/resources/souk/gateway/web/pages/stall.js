// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
import { Listing } from "../listing.js";
import { html, nothing } from "../show.js";
import { STALLS, stallName, stallPicture } from "../stalls.js";

const ORDERS = [
  ["name", "By name"],
  ["price", "Price, low first"],
  ["price desc", "Price, high first"],
];

/** One category. */
export class StallPage {
  constructor(slug, update) {
    this.slug = slug;
    this.title = stallName(slug);
    this.listing = new Listing(update);
    this.order = "name";
    this.#ask();
  }

  #ask() {
    this.listing.ask(`/v1/products?category=${encodeURIComponent(this.slug)}&order_by=${encodeURIComponent(this.order)}`);
  }

  leave() {
    this.listing.stop();
  }

  template() {
    const stall = STALLS.find((each) => each.slug === this.slug);
    return html`
      <section class="stall-head">
        ${stall ? html`<span class="arch" aria-hidden="true"><img alt="" width="400" height="400" src=${stallPicture(stall)}></span>` : nothing}
        <div><h1 tabindex="-1">${this.title}</h1>${stall ? html`<p class="lede">${stall.line}</p>` : nothing}</div>
        <label class="sorting">Order <select @change=${(event) => {
          this.order = event.target.value;
          this.#ask();
        }}>${ORDERS.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select></label>
      </section>
      ${this.listing.template(html`<p class="empty">This stall is empty today.</p>`)}`;
  }
}
