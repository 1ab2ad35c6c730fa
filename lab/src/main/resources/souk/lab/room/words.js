// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// Values as people read them. All text goes through lit-html, which escapes it.

const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const whole = new Intl.NumberFormat("en");

export const clock = (millis) => timeOfDay.format(new Date(millis));
export const count = (number) => whole.format(number);

/** Calls in a second. */
export function rate(perSecond) {
  return perSecond >= 10 ? whole.format(Math.round(perSecond)) : String(perSecond);
}

export function millis(number) {
  if (number >= 1000) return `${(number / 1000).toFixed(1)} s`;
  return `${number >= 10 ? Math.round(number) : number} ms`;
}

/** A link, in few words. */
export function figures(arrow) {
  const words = [`${rate(arrow.rate)}/s`];
  if (arrow.p99 != null) words.push(millis(arrow.p99));
  return words.join(" · ");
}

/** The same in a sentence, for who listens. */
export function sentence(arrow) {
  const parts = [`${arrow.from} to ${arrow.to}: ${rate(arrow.rate)} calls a second`];
  if (arrow.p99 != null) parts.push(`99 of 100 within ${millis(arrow.p99)}`);
  if (arrow.errors > 0) parts.push(`${rate(arrow.errors)} errors a second`);
  for (const [caller, state] of Object.entries(arrow.breakers)) parts.push(`breaker of ${caller} is ${plain(state)}`);
  if (arrow.wire && arrow.wire !== "clear") parts.push(`the wire is ${arrow.wire}`);
  return parts.join(", ");
}

export const plain = (word) => String(word).replaceAll("_", " ");

const LOOKS = {
  running: "well",
  starting: "coming",
  paused: "still",
  stopped: "away",
  killed: "dead",
  died: "dead",
};

/** How a part looks: well, ill, coming, still, away or dead. */
export function look(part) {
  const state = LOOKS[part.state] ?? "coming";
  if (state !== "well") return state;
  if (part.health === "critical" || part.health === "warning") return "ill";
  return part.health === "-" ? "coming" : "well";
}

/** What is to be said of a part beside its name. */
export function condition(part) {
  if (part.state !== "running") return part.state;
  if (part.health === "passing") return part.metrics === false ? "running, tells no metrics" : "running";
  return part.health === "-" ? "running, health not known" : `running, ${part.health}`;
}
