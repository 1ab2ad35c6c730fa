// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// What is chosen, and what can be done to it. Each button shows the command line that does the same.
import { html, nothing } from "./lit/lit-html.js";
import { SCALABLE } from "./shop.js";
import { condition, count, millis, plain, rate } from "./words.js";

const ALIVE = ["running", "paused", "starting"];
const MOST = 5;

/** What can be done to a part in its state, and what it is for. */
const DEEDS = [
  ["kill", "Kill", "kill -9: no good-bye", (part) => ALIVE.includes(part.state)],
  ["pause", "Pause", "it hangs, with all that it holds", (part) => part.state === "running"],
  ["resume", "Resume", "it goes on where it was", (part) => part.state === "paused"],
  ["stop", "Stop", "it ends in order", (part) => ALIVE.includes(part.state)],
  ["restart", "Restart", "stops it in order, and starts it", (part) => ALIVE.includes(part.state)],
  ["start", "Start", "brings it back", (part) => !ALIVE.includes(part.state)],
];

const deed = (room, label, command, why, wish) => html`<li><button class="deed" ?disabled=${room.busy.has(command)}
    @click=${() => room.act(command, wish)}>${label}</button>
  <span class="quiet">${why}</span><code>${command}</code></li>`;

const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

function ofPart(room, picture, part) {
  const line = (words) => picture.command.before + words + picture.command.after;
  const siblings = picture.parts.filter((each) => each.service === part.service).length;
  return html`<h2 tabindex="-1">${part.name}</h2>
    <dl>
      ${fact("State", condition(part))}
      ${fact("Health", part.health === "-" ? "not known" : part.health)}
      ${part.pid ? fact("Process", part.pid) : nothing}
      ${fact("Address", part.address)}
      ${part.megabytes ? fact("Memory", `${count(part.megabytes)} MB`) : nothing}
      ${part.rate != null ? fact("Asked", `${rate(part.rate)} calls a second`) : nothing}
      ${part.p99 != null ? fact("99 of 100", `within ${millis(part.p99)}`) : nothing}
      ${part.errors ? fact("Errors", `${rate(part.errors)} a second`) : nothing}
      ${part.shed ? fact("Shed", `${count(part.shed)} calls since it started`) : nothing}
    </dl>
    <ul class="deeds">
      ${DEEDS.filter(([, , , fits]) => fits(part)).map(([verb, label, why]) =>
        deed(room, label, line(`${verb} ${part.name}`), why, { what: verb, part: part.name }))}
      ${SCALABLE.includes(part.service)
        ? html`${siblings < MOST
              ? deed(room, "One more", line(`scale ${part.service} ${siblings + 1}`), `${siblings} of ${part.service} now`,
                  { what: "scale", part: part.service, count: siblings + 1 })
              : nothing}
            ${siblings > 1
              ? deed(room, "One less", line(`scale ${part.service} ${siblings - 1}`), "stops the highest number in order",
                  { what: "scale", part: part.service, count: siblings - 1 })
              : nothing}`
        : nothing}
    </ul>`;
}

function ofLink(room, picture, [from, to]) {
  const arrow = picture.arrows.find((each) => each.from === from && each.to === to);
  const line = (words) => picture.command.before + words + picture.command.after;
  return html`<h2 tabindex="-1">${from} → ${to}</h2>
    ${arrow
      ? html`<dl>
          ${fact("Calls", `${rate(arrow.rate)} a second`)}
          ${arrow.p99 == null ? nothing : fact("99 of 100", `within ${millis(arrow.p99)}, retries included`)}
          ${fact("Errors", `${rate(arrow.errors)} a second`)}
          ${fact("Breakers", Object.entries(arrow.breakers).map(([who, state]) => `${who}: ${plain(state)}`).join(", ") || "all closed")}
          ${arrow.wire ? fact("Wire", arrow.wire) : nothing}
        </dl>`
      : html`<p>Nobody who runs calls there.</p>`}
    ${arrow?.wire
      ? html`<ul class="deeds">
          ${deed(room, "Cut", line(`link ${from} ${to} cut`), "nothing comes through; it waits", { what: "cut", part: from, to })}
          ${deed(room, "Slow", line(`link ${from} ${to} slow`), "200 ms more, there and back", { what: "slow", part: from, to })}
          ${deed(room, "Mend", line(`link ${from} ${to} clear`), "as it was", { what: "clear", part: from, to })}
        </ul>`
      : html`<p class="quiet">${
          to === "mail"
            ? "Mails go by SMTP; how many are tried is what the order service's tasks tell."
            : html`Calls of this shop go straight from process to process, so there is nothing to cut or slow.
                Start it with <code>./souk up --wires</code>, and they go over wires that can be.`}</p>`}`;
}

/** What is chosen; what is gone is said so. */
export function panel(room, picture, selected) {
  if (!selected) {
    return html`<aside class="panel" aria-label="What is chosen">
      <p class="quiet">Choose an instance, or an arrow between two, to see how it does and to break it.</p></aside>`;
  }
  const part = picture.parts.find((each) => each.name === selected.part);
  return html`<aside class="panel open" aria-label="What is chosen" @keydown=${(event) => event.key === "Escape" && room.select(undefined)}>
    <button class="plainly close" @click=${() => room.select(undefined)}>Close</button>
    ${selected.link ? ofLink(room, picture, selected.link) : part ? ofPart(room, picture, part) : html`<h2>${selected.part} is gone</h2>`}
  </aside>`;
}
