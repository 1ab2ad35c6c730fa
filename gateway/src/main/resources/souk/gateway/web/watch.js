// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// Follows one order by server-sent events, and connects again whenever the stream ends or breaks.
import { get, pauseBefore, Refused } from "./api.js";

/**
 * @param changed told the order now and at each change
 * @param link told true when it is connected, false when it is not
 * @param missing told when there is no such order
 * @returns ends it
 */
export function watch(orderId, changed, link, missing) {
  const path = `/v1/orders/${encodeURIComponent(orderId)}`;
  let source;
  let timer;
  let failures = 0;
  let ended = false;

  function connect() {
    source = new EventSource(`${path}/events`);
    source.onmessage = (event) => {
      failures = 0;
      link(true);
      changed(JSON.parse(event.data));
    };
    source.onerror = () => {
      // Ours is the pause: the browser gives up for good on some answers.
      source.close();
      if (!ended) retry();
    };
  }

  async function retry() {
    // A stream ends after five minutes in good health: only a second failure in a row is worth a word.
    if (failures > 0) link(false);
    timer = setTimeout(connect, pauseBefore(failures++));
    try {
      const order = await get(path);
      if (!ended) changed(order);
    } catch (failure) {
      if (failure instanceof Refused && !ended) {
        end();
        missing(failure);
      }
    }
  }

  function reconnect() {
    if (source.readyState === EventSource.CLOSED && !ended) {
      clearTimeout(timer);
      connect();
    }
  }

  function end() {
    ended = true;
    clearTimeout(timer);
    source.close();
    removeEventListener("online", reconnect);
  }

  addEventListener("online", reconnect);
  connect();
  return end;
}
