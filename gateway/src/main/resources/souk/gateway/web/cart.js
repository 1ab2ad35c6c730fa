// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// The cart, and the changes of it that are not answered yet. Each change is written down with its request id before it
// is sent, and crossed out when its answer is known: a reload in between sends it again, and it counts once.
import { ask, get, Refused, Unanswered, untilAnswered } from "./api.js";
import { forget, load, newRequestId, onChangeElsewhere, save } from "./store.js";

const CART_ID = "cart";
const NEW_CART = "cart-request";
const CHANGES = "cart-changes";

const listeners = new Set();
let draining = false;

/** What is known now: the shop's own answer, and whether it is being waited for. */
export const cart = { lines: [], subtotal: undefined, known: false, away: false, refusal: "" };

export const onCart = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const tell = () => listeners.forEach((listener) => listener());

export const cartId = () => load(CART_ID);
const changes = () => load(CHANGES) ?? [];

/** How many pieces there are, with those that are on their way. */
export function pieces() {
  const there = cart.lines.reduce((sum, line) => sum + line.quantity, 0);
  return changes().reduce((sum, change) => (change.kind === "add" ? sum + change.quantity : sum), there);
}

export const isChanging = (productId) =>
  changes().some((change) => productId === undefined || change.productId === productId);

export const add = (productId, quantity) => change({ kind: "add", productId, quantity });
export const setQuantity = (productId, quantity) => change({ kind: "set", productId, quantity });
export const remove = (productId) => change({ kind: "remove", productId });

/** Done when the shop has answered this change and all before it. */
function change(what) {
  cart.refusal = "";
  save(CHANGES, [...changes(), { ...what, requestId: newRequestId() }]);
  tell();
  return drain();
}

/** Sends what is written down, in its order. */
async function drain() {
  if (draining) return;
  draining = true;
  try {
    for (let next = changes()[0]; next; next = changes()[0]) {
      await settle(next);
    }
  } finally {
    draining = false;
    tell();
  }
}

async function settle(what) {
  try {
    accept(await untilAnswered(async () => send(await ensureCart(), what), markAway));
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    if (failure.reason === "CART_NOT_FOUND" && what.kind !== "remove") {
      // Carts are kept for 30 days, empty ones for an hour: the same change goes into a new one.
      forgetCart();
      return;
    }
    cart.refusal = refusal(failure);
  }
  save(CHANGES, changes().filter((each) => each.requestId !== what.requestId));
  tell();
}

const REFUSALS = {
  QUANTITY_TOO_LARGE: "99 pieces of a product are the most that a cart takes.",
  CART_FULL: "A cart takes 100 different products, and this one is full.",
  PRODUCT_NOT_FOUND: "This product is no longer sold.",
};

const refusal = (failure) => REFUSALS[failure.reason] ?? failure.message;

function send(id, { kind, productId, quantity, requestId }) {
  const items = `/v1/carts/${id}/items`;
  const item = `${items}/${encodeURIComponent(productId)}`;
  switch (kind) {
    case "add":
      return ask("POST", items, { productId, quantity, requestId });
    case "set":
      return ask("PATCH", item, { quantity, requestId });
    default:
      return ask("DELETE", `${item}?requestId=${requestId}`);
  }
}

async function ensureCart() {
  const known = cartId();
  if (known) return known;
  const requestId = load(NEW_CART) ?? newRequestId();
  save(NEW_CART, requestId);
  const made = await ask("POST", "/v1/carts", { requestId });
  save(CART_ID, made.id);
  return made.id;
}

function forgetCart() {
  forget(CART_ID);
  forget(NEW_CART);
  cart.lines = [];
  cart.subtotal = undefined;
}

function accept(answer) {
  cart.lines = answer.lines ?? [];
  cart.subtotal = answer.subtotal;
  cart.known = true;
  cart.away = false;
  tell();
}

function markAway() {
  cart.away = true;
  tell();
}

/** Asks what is in the cart now; once, and without waiting for a shop that is away. */
export async function refresh() {
  const id = cartId();
  if (!id) {
    cart.known = true;
    tell();
    return;
  }
  try {
    accept(await get(`/v1/carts/${id}`));
  } catch (failure) {
    if (failure instanceof Refused) {
      forgetCart();
      cart.known = true;
    } else if (failure instanceof Unanswered) {
      cart.away = true;
    }
    tell();
  }
}

onChangeElsewhere(CART_ID, refresh);
onChangeElsewhere(CHANGES, tell);

/** Goes on with what an earlier page left unanswered. */
export async function resume() {
  await refresh();
  if (changes().length) await drain();
}
