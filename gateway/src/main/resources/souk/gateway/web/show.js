// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// Values as people read them. All text goes through lit-html, which escapes it.
import { html, nothing } from "./lit/lit-html.js";

export { html, nothing };

/** A google.type.Money as JSON. */
export function money(value) {
  if (!value) return "–";
  const amount = Number(value.units ?? 0) + (value.nanos ?? 0) / 1e9;
  try {
    return new Intl.NumberFormat("en-IE", { style: "currency", currency: value.currencyCode }).format(amount);
  } catch {
    return `${amount.toFixed(2)} ${value.currencyCode ?? ""}`;
  }
}

export function sameMoney(one, other) {
  return (
    one?.currencyCode === other?.currencyCode &&
    Number(one?.units ?? 0) === Number(other?.units ?? 0) &&
    (one?.nanos ?? 0) === (other?.nanos ?? 0)
  );
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export const clock = (timestamp) => (timestamp ? timeOfDay.format(new Date(timestamp)) : "");
export const day = (timestamp) => (timestamp ? dayAndTime.format(new Date(timestamp)) : "");

/** The picture of a product: a path of this shop's, or none. */
export function picture(product, eager = false) {
  const uri = product.pictureUri ?? "";
  const own = uri.startsWith("/") && !uri.startsWith("//");
  // The name stands beside it, so that a reader need not hear it twice.
  return html`<img class="picture" alt="" width="400" height="400" loading=${eager ? "eager" : "lazy"} decoding="async"
    src=${own ? uri : "/pictures/none.svg"}>`;
}

const FEW = 5;

/** What is known of the stock, in few words. */
export function stock(product) {
  const availability = product.availability ?? {};
  const left = Number(availability.quantity ?? 0);
  switch (availability.state) {
    case "IN_STOCK":
      return left <= FEW
        ? html`<span class="stock few">Only ${left} left</span>`
        : html`<span class="stock in">In stock</span>`;
    case "OUT_OF_STOCK":
      return html`<span class="stock out">Sold out</span>`;
    default:
      return html`<span class="stock unknown">Stock being counted</span>`;
  }
}

/** Said quietly when the catalogue can't be asked. */
export function staleness(products) {
  const since = products.find((product) => product.staleSince)?.staleSince;
  return since
    ? html`<p class="quiet note">Prices as of ${clock(since)}. The catalogue is resting; the till knows today's.</p>`
    : nothing;
}

/** A product among others. */
export function card(product, eager = false) {
  return html`<li class="card">
    <a href=${"#/product/" + encodeURIComponent(product.id)}>
      ${picture(product, eager)}
      <span class="name">${product.name}</span>
    </a>
    <span class="line"><span class="price">${money(product.price)}</span>${stock(product)}</span>
  </li>`;
}

export const waitingCards = (count) =>
  html`<ul class="grid" aria-hidden="true">
    ${Array.from({ length: count }, () => html`<li class="card waiting"><span class="picture"></span><span class="name"></span></li>`)}
  </ul>`;

/** Something is away: what, and that the page goes on by itself. */
export const away = (what) =>
  html`<p class="away note" role="status"><span class="pulse" aria-hidden="true"></span>${what} We keep trying.</p>`;
