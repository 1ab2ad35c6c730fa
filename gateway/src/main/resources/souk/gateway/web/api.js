// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// The shop's public JSON API. An answer is one of three: what was asked for, a refusal (the request was not done, and
// why), or none (it may have been done: repeat it with the same request id).

const REFUSALS = new Set(["INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION"]);
const PATIENCE_MS = 10_000;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 5_000;

/** The shop said no; nothing was done. */
export class Refused extends Error {
  constructor(error) {
    super(error.message ?? "the shop refused it");
    this.status = error.status;
    const details = Array.isArray(error.details) ? error.details : [];
    const info = details.find((detail) => detail.reason) ?? {};
    this.reason = info.reason ?? "";
    this.metadata = info.metadata ?? {};
    this.fields = details.flatMap((detail) => detail.fieldViolations ?? []);
  }
}

/** Nobody knows whether it was done. */
export class Unanswered extends Error {
  constructor(message, retryMs = 0) {
    super(message);
    this.retryMs = retryMs;
  }
}

/**
 * Asks the shop once.
 *
 * @throws Refused, Unanswered; AbortError when the signal was given
 */
export async function ask(method, path, body, signal) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let response;
  let answer;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    answer = await response.json();
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new Unanswered("the shop can't be reached");
  }
  if (response.ok) return answer;
  const error = answer?.error ?? {};
  if (REFUSALS.has(error.status)) throw new Refused(error);
  const retry = (error.details ?? []).find((detail) => detail.retryDelay)?.retryDelay;
  throw new Unanswered(error.message ?? "no answer", retry ? parseFloat(retry) * 1000 : 0);
}

export const get = (path, signal) => ask("GET", path, undefined, signal);

/** The time before the next try, in milliseconds: longer each time, never quite the same, and what the shop asks for. */
export function pauseBefore(attempt, failure) {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
  return Math.max(longest * (0.6 + 0.4 * Math.random()), failure?.retryMs ?? 0);
}

/** Waits, but no longer than until the browser is online again. */
export function pause(ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
  });
}

/**
 * Asks again and again until there is an answer.
 *
 * @param send asks once, always for the same
 * @param waiting told before each pause
 * @throws Refused
 */
export async function untilAnswered(send, waiting = () => {}) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await send();
    } catch (failure) {
      if (!(failure instanceof Unanswered)) throw failure;
      waiting(failure);
      await pause(pauseBefore(attempt, failure));
    }
  }
}
