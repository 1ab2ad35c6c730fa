// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
import { say } from "../here.js";
import { Listing } from "../listing.js";
import { html, nothing } from "../show.js";
import { STALLS } from "../stalls.js";

const TYPING_MS = 160;

/** What matches some words, as they are typed. */
export class SearchPage {
  title = "Search";
  words = "";
  #timer = 0;

  constructor(words, update) {
    this.listing = new Listing(() => {
      update();
      if (this.listing.products) say(`${this.listing.products.length} found for ${this.words}`);
    });
    this.update = update;
    this.look(words);
  }

  look(words) {
    if (words === this.words) return;
    this.words = words;
    clearTimeout(this.#timer);
    this.update();
    this.#timer = setTimeout(() => this.listing.ask(`/v1/products:search?query=${encodeURIComponent(words)}`), TYPING_MS);
  }

  leave() {
    clearTimeout(this.#timer);
    this.listing.stop();
  }

  template() {
    const typed = this.words.toLowerCase();
    const stalls = STALLS.filter((stall) => stall.name.toLowerCase().includes(typed) || typed.includes(stall.name.toLowerCase()));
    return html`
      <section class="stall-head"><div><h1 tabindex="-1">“${this.words}”</h1></div></section>
      ${stalls.length
        ? html`<p class="quiet">A stall of its own: ${stalls.map((stall) => html`<a href=${"#/stall/" + stall.slug}>${stall.name}</a> `)}</p>`
        : nothing}
      ${this.listing.template(html`<p class="empty">Nobody here sells that. Try fewer words, such as “brass lamp” or “saffron”.</p>`)}`;
  }
}
