// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// Who calls whom: drawn over the floor, between the cards as they stand now.
import { html, nothing, svg } from "./lit/lit-html.js";
import { figures, plain, rate, sentence } from "./words.js";

const LINE_HEIGHT = 15;
const CHARACTER = 6.7;
const PULSE_MS = 900;
const MOST_PULSES = 60;

/** Where a service's card is, in the floor's own coordinates. */
function box(floor, service) {
  const card = floor.querySelector(`[data-service="${CSS.escape(service)}"]`);
  if (!card) return undefined;
  const outer = floor.getBoundingClientRect();
  const inner = card.getBoundingClientRect();
  return {
    left: inner.left - outer.left,
    right: inner.right - outer.left,
    top: inner.top - outer.top,
    bottom: inner.bottom - outer.top,
  };
}

const shared = (from, at, all) => {
  const side = all.filter((arrow) => arrow[from] === at[from]);
  return (side.indexOf(at) + 1) / (side.length + 1);
};

/** A curve from card to card; where cards stand above each other, straight down. */
function curve(floor, arrow, all) {
  const from = box(floor, arrow.from);
  const to = box(floor, arrow.to);
  if (!from || !to) return undefined;
  if (to.left < from.right) {
    const x = (Math.max(from.left, to.left) + Math.min(from.right, to.right)) / 2;
    return { d: `M${x} ${from.bottom} L${x} ${to.top - 7}`, x, y: (from.bottom + to.top) / 2 };
  }
  const y1 = from.top + (from.bottom - from.top) * shared("from", arrow, all);
  const y2 = to.top + (to.bottom - to.top) * shared("to", arrow, all);
  const x1 = from.right;
  const x2 = to.left - 7;
  const bend = Math.min((x2 - x1) * 0.55, 130);
  return {
    d: `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
    end: x2 - 8,
    y: y2,
  };
}

/** What stands at an arrow, a line each. */
function words(arrow) {
  const lines = [figures(arrow)];
  const open = Object.values(arrow.breakers);
  if (arrow.wire && arrow.wire !== "clear") lines.push(`wire ${arrow.wire}`);
  else if (open.length) lines.push(`breaker ${plain(open[0])}`);
  else if (arrow.errors > 0) lines.push(`${rate(arrow.errors)} errors/s`);
  return lines;
}

const isBad = (arrow) =>
  arrow.errors > 0 || Object.keys(arrow.breakers).length > 0 || (arrow.wire && arrow.wire !== "clear");

const kind = (arrow, selected) =>
  [
    "call",
    isBad(arrow) ? "bad" : "",
    arrow.rate > 0 ? "busy" : "idle",
    selected?.link?.[0] === arrow.from && selected?.link?.[1] === arrow.to ? "chosen" : "",
  ].join(" ");

const line = (arrow, drawn, selected, select) => svg`<g class=${kind(arrow, selected)} @click=${() => select({ link: [arrow.from, arrow.to] })}>
  <path class="reach" d=${drawn.d}></path>
  <path class="line" data-line=${arrow.from + " " + arrow.to} d=${drawn.d} marker-end=${isBad(arrow) ? "url(#tip-bad)" : "url(#tip)"}></path></g>`;

function label(arrow, drawn, selected, select) {
  const lines = words(arrow);
  const width = Math.max(...lines.map((each) => each.length)) * CHARACTER + 16;
  const height = lines.length * LINE_HEIGHT + 6;
  const x = drawn.x ?? drawn.end - width / 2;
  const open = () => select({ link: [arrow.from, arrow.to] });
  return svg`<g class=${kind(arrow, selected) + " label"} role="button" tabindex="0" aria-label=${sentence(arrow)}
      data-link=${arrow.from + " " + arrow.to} transform=${`translate(${x} ${drawn.y})`}
      @click=${open} @keydown=${(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          open();
        }
      }}>
    <rect x=${-width / 2} y=${-height / 2} width=${width} height=${height} rx="11"></rect>
    ${lines.map((each, i) => svg`<text text-anchor="middle" y=${(i - (lines.length - 1) / 2) * LINE_HEIGHT} dy="0.35em">${each}</text>`)}
  </g>`;
}

const tip = (id) => svg`<marker id=${id} class=${id} viewBox="0 0 8 8" refX="2" refY="4" markerWidth="8" markerHeight="8"
  orient="auto" markerUnits="userSpaceOnUse"><path d="M0 0 L8 4 L0 8 z"></path></marker>`;

/** All arrows of a picture, over this floor. */
export function arrows(floor, picture, selected, select) {
  const drawn = picture.arrows
    .map((arrow) => [arrow, curve(floor, arrow, picture.arrows)])
    .filter(([, path]) => path);
  return svg`<defs>${tip("tip")}${tip("tip-bad")}</defs>
    <g aria-hidden="true">${drawn.map(([arrow, path]) => line(arrow, path, selected, select))}</g>
    ${drawn.map(([arrow, path]) => label(arrow, path, selected, select))}`;
}

/** The same as a table, for who can't see it. */
export const table = (picture) => html`<p class="quiet">On the arrows: calls a second, and the time within which 99 of 100 were
    done, retries included; of the last five seconds. A dot is an order that was decided.</p><details class="table"><summary>The calls as a table</summary>
  <table><thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Calls a second</th>
    <th scope="col">99 of 100 within</th><th scope="col">Errors a second</th><th scope="col">Breakers not closed</th></tr></thead>
  <tbody>${picture.arrows.map(
    (arrow) => html`<tr><th scope="row">${arrow.from}</th><td>${arrow.to}</td><td>${arrow.rate}</td>
      <td>${arrow.p99 == null ? "–" : `${arrow.p99} ms`}</td><td>${arrow.errors}</td>
      <td>${Object.entries(arrow.breakers).map(([caller, state]) => `${caller}: ${plain(state)}`).join(", ") || "none"}</td></tr>`,
  )}</tbody></table></details>`;

// An order that was decided since the picture before goes its way: one dot for each, never one more. First from the
// gateway to the order service, then to inventory and payment, who both had their part in it.
const WAY = [["gateway order"], ["order inventory", "order payment"]];
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const courses = new WeakMap();
let before;

/** Lets those orders pass that came since the last time. */
export function pass(layer, orders) {
  const last = before;
  before = orders;
  if (!last || STILL.matches || document.hidden) return;
  const ways = WAY.map((legs) => legs.map(framesAlong).filter(Boolean));
  let pulses = 0;
  for (const [state, total] of Object.entries(orders)) {
    const fresh = Math.max(0, total - (last[state] ?? 0));
    for (let i = 0; i < fresh && pulses < MOST_PULSES; i++, pulses++) {
      const wait = (i / fresh) * 950;
      ways.forEach((legs, leg) => legs.forEach((frames) => pulse(layer, frames, state, wait + leg * PULSE_MS)));
    }
  }
}

/** Where dots stand on their way along a line: measured once for each course of it, since measuring lays out the page. */
function framesAlong(link) {
  const line = document.querySelector(`[data-line="${link}"]`);
  if (!line) return undefined;
  const course = line.getAttribute("d");
  if (courses.get(line)?.course !== course) {
    const length = line.getTotalLength();
    const frames = Array.from({ length: 13 }, (_, i) => {
      const at = line.getPointAtLength((length * i) / 12);
      return { transform: `translate(${at.x}px, ${at.y}px)`, opacity: i === 0 || i === 12 ? 0 : 1 };
    });
    courses.set(line, { course, frames });
  }
  return courses.get(line).frames;
}

function pulse(layer, frames, state, wait) {
  const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  dot.setAttribute("r", "4.5");
  dot.setAttribute("class", `order-dot ${state}`);
  layer.append(dot);
  const moving = dot.animate(frames, { duration: PULSE_MS, delay: wait, fill: "both" });
  moving.finished.then(() => dot.remove(), () => dot.remove());
}
