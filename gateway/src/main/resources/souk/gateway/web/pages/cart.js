// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
import { cart, isChanging, onCart, refresh, remove, setQuantity } from "../cart.js";
import { away, html, money, nothing } from "../show.js";

const MOST = 99;

/** What the shopper means to buy. */
export class CartPage {
  title = "Cart";

  constructor(argument, update) {
    this.leave = onCart(update);
    refresh();
  }

  #line(line) {
    const name = line.name || "A product whose name can't be asked just now";
    return html`<li class="cart-line">
      <a href=${"#/product/" + encodeURIComponent(line.productId)}>${name}</a>
      <span class="quiet each">${line.unitPrice ? html`${money(line.unitPrice)} each` : "price unknown just now"}</span>
      <label><span class="unseen">Pieces of ${name}</span><input type="number" min="1" max=${MOST} .value=${String(line.quantity)}
        ?disabled=${isChanging(line.productId)} @change=${(event) => {
          const wanted = Math.min(Math.max(Math.trunc(event.target.valueAsNumber) || line.quantity, 1), MOST);
          if (wanted !== line.quantity) setQuantity(line.productId, wanted);
        }}></label>
      <span class="total">${money(line.lineTotal)}</span>
      <button class="plainly" ?disabled=${isChanging(line.productId)} @click=${() => remove(line.productId)}
        aria-label=${"Take out " + name}>Take out</button>
    </li>`;
  }

  template() {
    return html`
      <h1 tabindex="-1">Your cart</h1>
      ${cart.away ? away("The cart can't be reached just now.") : nothing}
      ${!cart.known
        ? nothing
        : !cart.lines.length
          ? html`<section class="empty"><p>${isChanging() ? "Your things are on their way into it." : "Nothing in it yet."}</p>
              <p><a class="button quiet" href="#/">To the stalls</a></p></section>`
          : html`<ul class="cart-lines">${cart.lines.map((line) => this.#line(line))}</ul>
              <div class="sum"><span>Subtotal</span><strong>${money(cart.subtotal)}</strong></div>
              <p class="quiet">${cart.subtotal
                ? "Prices are today's. You see the same total again at the till, or are asked anew."
                : "Some prices can't be asked just now; the till shows them before you pay."}</p>
              <p class="next"><a class="button" href="#/checkout">To the till</a></p>`}`;
  }
}
