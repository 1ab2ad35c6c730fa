// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// What the whole shop comes to: the promise, orders, who leads; load and experiments.
import { html, nothing } from "./lit/lit-html.js";
import { clock, count } from "./words.js";

/** Green only when an audit has seen everything and found nothing. */
function promise(audit) {
  const checking = audit.checking ? html` <span class="quiet">Checking…</span>` : nothing;
  if (!audit.at) {
    return html`<section class="promise unknown"><h2>The promise</h2>
      <p class="number">not yet checked</p><p class="quiet">The first audit goes on.</p></section>`;
  }
  const look = audit.wrong ? "broken" : audit.verdict === "CLEAN" ? "kept" : "unknown";
  const kept = Math.max(0, audit.orders - audit.wrong);
  return html`<section class=${"promise " + look}><h2>The promise</h2>
    <p class="number">${look === "unknown" && !audit.orders ? "not judged" : `${count(kept)} of ${count(audit.orders)}`}</p>
    <p>${look === "broken"
      ? `${count(audit.wrong)} violations`
      : look === "kept"
        ? "orders are true: paid once, in stock, none lost"
        : `Not everything could be read: ${audit.notJudged.join("; ")}`}</p>
    ${audit.findings.map((finding) => html`<p class="bad">${finding}</p>`)}
    <p class="quiet">Audited at ${clock(audit.at)} in ${audit.seconds.toFixed(1)} s, against databases, the acquirer's statement
      and mails, and with ${count(audit.told)} orders that shoppers wrote down.${
      audit.moving ? ` ${count(audit.moving)} had just changed and come next.` : ""}${checking}</p></section>`;
}

const STATES = ["confirmed", "rejected", "cancelled"];

const orders = (picture) => html`<section class="orders-now"><h2>Orders</h2>
  <dl>${STATES.map((state) => html`<div class=${state}><dt>${state}</dt><dd>${count(picture.orders[state] ?? 0)}</dd></div>`)}
    <div><dt>wait</dt><dd>${count(picture.queue.waiting.decide ?? 0)}</dd></div></dl>
  <p class="quiet">While this room was watched.</p>
  ${Object.entries(picture.leaders).map(([election, who]) => html`<p class="quiet">Leader of ${election}:
    <strong>${who.join(" and ") || "nobody"}</strong></p>`)}</section>`;

function run(room, each) {
  return html`<li><code>${each.command}</code>
    ${each.running
      ? html`<button class="deed" @click=${() => room.act(`end ${each.number}`, { what: "end", count: each.number })}>End it</button>`
      : html`<span class="quiet">ended with status ${each.exitStatus}</span>`}
    ${each.lines.length ? html`<pre tabindex="0" aria-label=${"What " + each.what + " says"}>${each.lines.slice(-5).join("\n")}</pre>` : nothing}</li>`;
}

const isOn = (picture, what) => picture.runs.some((each) => each.what === what && each.running);

function errands(room, picture) {
  const load = `./souk load --rate ${room.rate} --seconds 600${picture.command.after}`;
  const experiment = `./souk lab run ${room.experiment} --short`;
  return html`<section class="errands"><h2>Load and experiments</h2>
    <div class="row"><label>Shoppers a second
        <input type="number" min="1" max="200" .value=${String(room.rate)} @change=${(event) => room.setRate(event.target.value)}></label>
      <button class="deed" ?disabled=${isOn(picture, "load")} @click=${() => room.act(load, { what: "load", count: room.rate })}>Send them</button>
      <code>${load}</code></div>
    <div class="row"><label>Experiment, on a shop of its own
        <select @change=${(event) => room.setExperiment(event.target.value)}>${room.experiments.map(
          ([name, summary]) => html`<option value=${name} title=${summary} ?selected=${name === room.experiment}>${name}</option>`,
        )}</select></label>
      <button class="deed" ?disabled=${isOn(picture, "experiment") || !room.experiment}
        @click=${() => room.act(experiment, { what: "experiment", part: room.experiment })}>Start it</button>
      <code>${experiment}</code></div>
    ${picture.runs.length ? html`<ul class="runs">${picture.runs.map((each) => run(room, each))}</ul>` : nothing}</section>`;
}

export const strip = (room, picture) =>
  html`<div class="strip">${promise(picture.promise)}${orders(picture)}${errands(room, picture)}</div>`;
