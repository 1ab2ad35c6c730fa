// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/** Tells people who listen to the page what has just happened. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** Goes to an address of this page, which is a fragment; replacing leaves nothing to go back to. */
export function go(hash, replace = false) {
  if (replace) {
    history.replaceState(null, "", hash);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = hash;
  }
}
