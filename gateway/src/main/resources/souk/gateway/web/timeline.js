// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
import { clock, html, nothing } from "./show.js";

const EVENTS = {
  PLACED: "Order stored",
  HELD: "Goods set aside",
  AUTHORIZED: "Card approved",
  CONFIRMED: "Bought",
  REJECTED: "Not bought",
  CANCELLED: "Cancelled",
  STOCK_SETTLED: "Goods taken from the shelf",
  PAYMENT_CAPTURED: "Money taken",
  CART_EMPTIED: "Taken out of the cart",
  STOCK_RELEASED: "Goods put back",
  PAYMENT_REVERSED: "Money given back",
};

const COUNTER_BITS = 16n;

/** A hybrid logical time: milliseconds above, a counter that orders what falls into one of them below. */
function logical(entry) {
  const time = BigInt(entry.logicalTime ?? 0);
  return { time, millis: time >> COUNTER_BITS, counter: time & 0xffffn };
}

const BY_TIME = (one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0);

/** What happened, in logical time: the order that holds whatever the machines' clocks say. */
export function timeline(entries) {
  const ordered = entries.map((entry) => ({ ...entry, ...logical(entry) })).sort(BY_TIME);
  const first = ordered[0];
  return html`<ol class="timeline">${ordered.map(
    (entry) => html`<li class=${(entry.event ?? "").toLowerCase()}>
      <span class="event">${EVENTS[entry.event] ?? entry.event}</span>
      <span class="when" title=${"logical time " + entry.millis + "." + entry.counter}>+${(entry.millis - first.millis).toString()} ms${
        entry.counter ? html`<sub>${entry.counter.toString()}</sub>` : nothing}</span>
      <span class="quiet wall">${clock(entry.wallTime)}${entry.detail ? html` · ${entry.detail}` : nothing}</span>
    </li>`,
  )}</ol>
  <p class="quiet">In logical time: in this order, whatever the clocks of the machines say.</p>`;
}
