// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// What the page remembers in this browser. Where the browser keeps nothing (a private window may refuse), it is
// remembered until the page is closed.
const PREFIX = "souk.";
const memory = new Map();

export function load(key) {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? memory.get(key) : JSON.parse(text);
  } catch {
    return memory.get(key);
  }
}

export function save(key, value) {
  memory.set(key, value);
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the memory above has it.
  }
}

export function forget(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Forbidden: nothing was kept there.
  }
}

/** Tells when another tab of this shop changes what is remembered under a key. */
export function onChangeElsewhere(key, then) {
  addEventListener("storage", (event) => {
    if (event.key === PREFIX + key) {
      memory.delete(key);
      then();
    }
  });
}

/** A random UUID (version 4), also where crypto.randomUUID is missing because the page came by plain http. */
export function newRequestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
