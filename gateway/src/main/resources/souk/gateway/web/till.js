// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// Checkout and cancel. A purchase is written down with its request id before it is first sent, and stays until its
// answer is known: a double click, a reload, a browser that was closed all go on with the same purchase, and the shop
// answers a repeat with the order that the first one placed.
import { ask, pause, pauseBefore, Refused, Unanswered, untilAnswered } from "./api.js";
import { forget, load, newRequestId, onChangeElsewhere, save } from "./store.js";

const PURCHASE = "purchase";
const ORDERS = "orders";
const ORDERS_KEPT = 50;

/**
 * For so long an attempt without an answer may still place its order: it is on its way for 10 seconds at most (see
 * api.js), and then the shop gives a change 5. A refusal of a repeat that was sent within this time speaks of that repeat
 * only: it is asked again.
 */
const MAY_STILL_PLACE_MS = 18_000;

const listeners = new Set();
let running = false;
let answered;

export const till = { waiting: false, refusal: undefined };

export const onTill = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const tell = () => listeners.forEach((listener) => listener());

export const purchase = () => load(PURCHASE);
export const orders = () => load(ORDERS) ?? [];

/**
 * Buys what is in the cart. While a purchase is unanswered there is no second one: that one goes on.
 *
 * @param details cardToken, email, shipTo, expectedTotal
 * @returns the order, or undefined when it was refused: till.refusal says why
 */
export function buy(cartId, details) {
  if (!purchase()) {
    save(PURCHASE, { cartId, body: { requestId: newRequestId(), ...details } });
  }
  return finish();
}

/** Goes on with the purchase that is written down, if there is one. */
export async function finish() {
  if (running || !purchase()) return undefined;
  running = true;
  till.refusal = undefined;
  tell();
  try {
    return await untilTold();
  } finally {
    running = false;
    till.waiting = false;
    tell();
  }
}

async function untilTold() {
  for (let attempt = 0; ; attempt++) {
    const wanted = purchase();
    // Answered in another tab.
    if (!wanted) return undefined;
    const sentAt = Date.now();
    // Until it is answered this attempt counts as lost: the page may be closed at any moment.
    save(PURCHASE, { ...wanted, lostAt: sentAt });
    let failure;
    try {
      const order = await ask("POST", `/v1/carts/${wanted.cartId}:checkout`, wanted.body);
      remember(order.id);
      forget(PURCHASE);
      answered = order;
      return order;
    } catch (thrown) {
      failure = thrown;
    }
    if (failure instanceof Refused) {
      if (!wanted.lostAt || sentAt - wanted.lostAt > MAY_STILL_PLACE_MS) {
        forget(PURCHASE);
        till.refusal = failure;
        return undefined;
      }
      // Refused, but an earlier attempt may still be on its way: its time goes on to count.
      save(PURCHASE, wanted);
    } else if (!(failure instanceof Unanswered)) {
      throw failure;
    }
    till.waiting = true;
    tell();
    await pause(pauseBefore(attempt, failure));
  }
}

/**
 * The order as the purchase was just answered, if it is this one, so that its page need not ask for it first. Told once:
 * later it may have changed.
 */
export function takeAnswered(id) {
  const order = answered;
  answered = undefined;
  return order?.id === id ? order : undefined;
}

/** Keeps an order's id in this browser: who holds it may see and cancel the order. */
export function remember(id) {
  if (orders().some((order) => order.id === id)) return;
  save(ORDERS, [{ id, at: Date.now() }, ...orders()].slice(0, ORDERS_KEPT));
}

export const isCancelling = (orderId) => load(`cancel.${orderId}`) !== undefined;

/**
 * Undoes an order; a repeat after a reload is the same request.
 *
 * @throws Refused
 */
export async function cancel(orderId, waiting) {
  const key = `cancel.${orderId}`;
  const requestId = load(key) ?? newRequestId();
  save(key, requestId);
  try {
    return await untilAnswered(() => ask("POST", `/v1/orders/${orderId}:cancel`, { requestId }), waiting);
  } finally {
    forget(key);
  }
}

onChangeElsewhere(PURCHASE, tell);
