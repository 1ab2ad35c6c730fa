// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
import { day, html } from "../show.js";
import { orders } from "../till.js";

/** The orders that this browser remembers; nobody else can list them. */
export class OrdersPage {
  title = "Orders";

  template() {
    const all = orders();
    return html`<h1 tabindex="-1">Your orders</h1>
      ${all.length
        ? html`<ul class="orders">${all.map((order) => html`<li><a href=${"#/order/" + order.id}>Order of ${day(order.at)}</a></li>`)}</ul>
            <p class="quiet">Kept in this browser only. An order's address is its key: who has it may see and cancel the order.</p>`
        : html`<p class="empty">None yet.</p>`}`;
  }
}
