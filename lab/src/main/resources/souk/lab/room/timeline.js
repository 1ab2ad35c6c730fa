// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// What was done to the shop, and what became of it; the newest first.
import { html } from "./lit/lit-html.js";
import { clock } from "./words.js";

const SHOWN = 60;

const BAD = /killed|died|critical|silent|open|nobody|broken/;
const GOOD = /^(running|passing|closed|heard|kept)$/;
const tone = (entry) => (entry.kind === "asked" ? "asked" : BAD.test(entry.text) ? "bad" : GOOD.test(entry.text) ? "good" : "");

export const timeline = (entries) => html`<section class="happened"><h2>What happened</h2>
  <p class="quiet">Breakers, health and leaders are noted while somebody watches; all else always.
    Save it as <a href="/api/timeline.html" download>a page</a> or <a href="/api/timeline.json" download>JSON</a>.</p>
  <ol tabindex="0" aria-label="What happened, the newest first">${entries
    .slice(-SHOWN)
    .reverse()
    .map(
      (entry) => html`<li class=${tone(entry)}><time>${clock(entry.at)}</time> <span class="kind">${entry.kind}</span>
        <span>${entry.kind === "asked" || !entry.part ? "" : html`<strong>${entry.part}</strong> `}${entry.text}</span></li>`,
    )}</ol></section>`;
