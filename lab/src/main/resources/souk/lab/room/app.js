// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// The frame of the control room.
import { html, nothing, render } from "./lit/lit-html.js";
import { arrows, pass, table } from "./arrows.js";
import { ask, enter, feed, onFeed } from "./feed.js";
import { panel } from "./panel.js";
import { floor } from "./shop.js";
import { strip } from "./strip.js";
import { timeline } from "./timeline.js";

const root = document.getElementById("app");
let drawing = false;
let selected;
let toFocus = false;
let opener;

/** What the parts of the page share. */
const room = {
  busy: new Set(),
  rate: 5,
  experiments: [],
  experiment: "",
  setRate(text) {
    room.rate = Math.min(200, Math.max(1, Math.round(Number(text)) || 1));
    update();
  },
  setExperiment(name) {
    room.experiment = name;
    update();
  },
  select(what) {
    if (what) opener = document.activeElement;
    else opener?.focus?.();
    selected = what;
    toFocus = Boolean(what);
    update();
  },
  /** Does what a button says, and tells what became of it. */
  async act(command, wish) {
    room.busy.add(command);
    say(`${command} …`);
    update();
    try {
      const lines = await ask(wish);
      say(lines.at(-1) ?? "done");
    } catch (refusal) {
      say(`Not done: ${refusal.message}`);
    }
    room.busy.delete(command);
    update();
  },
};

function say(text) {
  room.said = text;
  document.getElementById("said").textContent = text;
}

function update() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
  // A page that nobody sees gets no frames, and has nothing to draw.
}

function draw() {
  render(page(), root);
  const picture = feed.picture;
  const stage = root.querySelector(".floor");
  if (!picture || !stage) return;
  render(arrows(stage, picture, selected, room.select), stage.querySelector(".wires"));
  if (toFocus) {
    toFocus = false;
    root.querySelector(".panel h2")?.focus();
  }
}

const star = html`<svg class="star" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
  <path d="M32 2l8.8 8.800H53.200v12.400L62 32l-8.8 8.800v12.400H40.800L32 62l-8.8-8.800H10.800V40.800L2 32l8.8-8.800V10.800h12.400z"/>
  <path class="inner" d="M32 17l4.4 10.600L47 32l-10.6 4.400L32 47l-4.4-10.600L17 32l10.6-4.400z"/></svg>`;

const header = (picture) => html`<header class="room-top">
  <h1 class="mark">${star}<span>The control room</span></h1>
  ${picture ? html`<p>Shop <strong>${picture.shop}</strong>, ${picture.state}. <a href=${picture.web} target="_blank" rel="noopener">To the shop</a></p>` : nothing}
  <p class="said" aria-hidden="true">${room.said ?? ""}</p>
</header>`;

function page() {
  const picture = feed.picture;
  if (feed.state === "closed") {
    return html`${header()}<main class="empty"><h2>Open the link that was printed</h2>
      <p><code>./souk up</code> and <code>./souk status</code> print it (<em>control</em>). It has a token, and this browser has not
        shown one.</p></main>`;
  }
  if (!picture) {
    return html`${header()}<main class="empty"><p role="status"><span class="pulse" aria-hidden="true"></span>${
      feed.state === "away" ? "The control room does not answer; this page keeps trying." : "Looking at the shop…"}</p></main>`;
  }
  return html`${header(picture)}
    ${feed.state === "away"
      ? html`<p class="banner" role="alert"><span class="pulse" aria-hidden="true"></span>The control room does not answer: is the
          shop down? What you see is old. This page keeps trying, and comes back by itself.</p>`
      : nothing}
    <main class=${feed.state === "away" ? "room old" : "room"}>
      ${strip(room, picture)}
      <section class="stage" aria-label="The shop as it runs">
        <div class="floor"><svg class="wires" role="group" aria-label="Who calls whom"></svg><svg class="passing" aria-hidden="true"></svg>
          ${floor(picture, selected, room.select)}</div>
        ${table(picture)}
      </section>
      <div class="side">${panel(room, picture, selected)}${timeline(feed.entries)}</div>
    </main>`;
}

onFeed(() => {
  update();
  if (feed.picture && feed.state === "live") {
    const layer = root.querySelector(".passing");
    if (layer) pass(layer, feed.picture.orders);
    if (!room.experiments.length && !room.asked) learnExperiments();
  }
});

async function learnExperiments() {
  room.asked = true;
  try {
    room.experiments = (await ask({ what: "experiments" })).map((line) => line.split("\t"));
    room.experiment = room.experiments[0]?.[0] ?? "";
  } catch {
    room.asked = false;
  }
  update();
}

addEventListener("resize", update);
document.fonts?.ready.then(update);
addEventListener("visibilitychange", update);
update();
enter();
