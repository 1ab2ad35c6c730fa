// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// What the control room tells, and what it is asked to do. The token of the link is in the fragment, which browsers send
// to nobody; it is exchanged for a cookie that no script can read.

const AGAIN_MS = 1000;

export const feed = {
  /** connecting, live, away (comes back by itself) or closed (the link has to be opened). */
  state: "connecting",
  picture: undefined,
  entries: [],
};

const listeners = new Set();
let source;

export const onFeed = (listener) => listeners.add(listener);
const tell = () => listeners.forEach((listener) => listener());

/** Shows the token, if the address has one, and listens from then on. */
export async function enter() {
  const token = location.hash.slice(1);
  if (token) {
    history.replaceState(null, "", location.pathname);
    try {
      await fetch("/api/enter", { method: "POST", headers: { "Content-Type": "text/plain" }, body: token });
    } catch {
      // Who is away is asked again below; the token is gone then, but an earlier cookie may do.
    }
  }
  await connect();
}

async function connect() {
  const here = await status();
  if (here === 401) {
    feed.state = "closed";
    tell();
    return;
  }
  if (here !== 204) {
    later();
    return;
  }
  source = new EventSource("/api/events");
  source.addEventListener("open", () => {
    feed.state = "live";
    feed.entries = [];
    tell();
  });
  source.addEventListener("picture", (event) => {
    feed.picture = JSON.parse(event.data);
    tell();
  });
  source.addEventListener("entry", (event) => {
    feed.entries = [...feed.entries.slice(-999), JSON.parse(event.data)];
    tell();
  });
  // Its own way to connect again gives up for good on some answers; ours does not.
  source.addEventListener("error", later);
}

function later() {
  source?.close();
  source = undefined;
  feed.state = "away";
  tell();
  setTimeout(connect, AGAIN_MS);
}

async function status() {
  try {
    return (await fetch("/api/here", { cache: "no-store" })).status;
  } catch {
    return 0;
  }
}

/** Asks for something to be done. Resolves to lines that say what was done, or throws an Error that says why not. */
export async function ask(wish) {
  let answer;
  try {
    answer = await fetch("/api/do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wish),
    });
  } catch {
    throw new Error("the control room does not answer");
  }
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message);
  return body;
}
