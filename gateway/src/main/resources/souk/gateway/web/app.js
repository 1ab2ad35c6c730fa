// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// The frame of the shop and its router. Addresses are fragments, which browsers send to nobody: "#/order/ord_..." stays
// in this window.
import { html, nothing, render } from "./lit/lit-html.js";
import { cart, onCart, pieces, resume } from "./cart.js";
import { finish, onTill, orders, purchase } from "./till.js";
import { go } from "./here.js";
import { STALLS } from "./stalls.js";
import { HomePage } from "./pages/home.js";
import { StallPage } from "./pages/stall.js";
import { SearchPage } from "./pages/search.js";
import { ProductPage } from "./pages/product.js";
import { CartPage } from "./pages/cart.js";
import { CheckoutPage } from "./pages/checkout.js";
import { OrderPage } from "./pages/order.js";
import { OrdersPage } from "./pages/orders.js";

const root = document.getElementById("app");
const PAGES = {
  stall: StallPage,
  search: SearchPage,
  product: ProductPage,
  cart: CartPage,
  checkout: CheckoutPage,
  order: OrderPage,
  orders: OrdersPage,
};

let page;
let pageName;
let drawing = false;

/** Draws the page again, once for all changes until the next frame. */
function update() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    draw();
  });
}

function draw() {
  document.title = page.title ? `${page.title} · Souk` : "Souk";
  render(frame(), root);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function route() {
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  const argument = decoded(rest.join("/"));
  const Page = Object.hasOwn(PAGES, name) ? PAGES[name] : HomePage;
  const isSameSearch = name === "search" && pageName === "search";
  if (isSameSearch) {
    page.look(argument);
    return;
  }
  page?.leave?.();
  const words = document.getElementById("words");
  if (words && name !== "search") words.value = "";
  pageName = name;
  page = new Page(argument, update);
  draw();
  window.scrollTo(0, 0);
  // Who listens or uses a keyboard begins at the top of what is new.
  if (!document.activeElement?.matches("#words")) root.querySelector("h1")?.focus({ preventScroll: true });
}

function search(event) {
  const words = event.target.value.trim();
  if (words) go(`#/search/${encodeURIComponent(words)}`, pageName === "search");
  else if (pageName === "search") go("#/", true);
}

const star = html`<svg class="star" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
  <path d="M32 2l8.8 8.800H53.200v12.400L62 32l-8.8 8.800v12.400H40.800L32 62l-8.8-8.800H10.800V40.800L2 32l8.8-8.800V10.800h12.400z"/>
  <path class="inner" d="M32 17l4.4 10.600L47 32l-10.6 4.400L32 47l-4.4-10.600L17 32l10.6-4.400z"/></svg>`;

const header = () => html`
  <a class="skip" href="#main" @click=${skip}>To the goods</a>
  <header class="top">
    <a class="mark" href="#/" aria-label="Souk, to the market">${star}<span>Souk</span></a>
    <form role="search" @submit=${(event) => event.preventDefault()}>
      <label class="unseen" for="words">Search the market</label>
      <input id="words" type="search" maxlength="200" autocomplete="off" placeholder="Brass lamp, saffron, kilim…"
        .value=${pageName === "search" && !document.activeElement?.matches("#words") ? page.words : document.getElementById("words")?.value ?? ""}
        @input=${search}>
    </form>
    <nav class="own" aria-label="Yours">
      ${orders().length ? html`<a href="#/orders" aria-current=${pageName === "orders" ? "page" : nothing}>Orders</a>` : nothing}
      <a href="#/cart" aria-current=${pageName === "cart" ? "page" : nothing}>Cart<span class="count"
        ?hidden=${!pieces()}>${pieces()}<span class="unseen"> pieces</span></span></a>
    </nav>
  </header>
  <nav class="stalls" aria-label="Stalls"><ul>${STALLS.map(
    (stall) => html`<li><a href=${"#/stall/" + stall.slug}
      aria-current=${page.slug === stall.slug ? "page" : nothing}>${stall.name}</a></li>`,
  )}</ul></nav>`;

const frame = () => html`
  ${header()}
  ${purchase() && pageName !== "checkout"
    ? html`<p class="banner" role="status"><span class="pulse" aria-hidden="true"></span>Your order is on its way to the till.
        <a href="#/checkout">See how it stands</a></p>`
    : nothing}
  ${cart.refusal ? html`<p class="banner" role="alert">${cart.refusal}</p>` : nothing}
  <main id="main" tabindex="-1">${page.template()}</main>
  <footer><p>${star} Everything here is made up but the engineering: this shop keeps every order it tells you about,
    whatever part of it dies. <a href="/docs">The API</a> is open to you, too.</p></footer>`;

function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

addEventListener("hashchange", route);
onCart(update);
onTill(update);
route();
resume();
// A purchase that an earlier page left without an answer goes on at once.
if (purchase()) {
  finish().then((order) => order && go(`#/order/${order.id}`));
}
