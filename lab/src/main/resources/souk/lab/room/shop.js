// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

// The parts of the shop, where they stand on the floor.
import { html, nothing } from "./lit/lit-html.js";
import { condition, look, millis, rate } from "./words.js";

/** Services that take calls, and what shoppers do there. */
export const SCALABLE = ["gateway", "catalog", "cart", "inventory", "payment", "order"];

const PLACES = [
  ["gateway", "Gateway"],
  ["order", "Order"],
  ["catalog", "Catalog"],
  ["cart", "Cart"],
  ["inventory", "Inventory"],
  ["payment", "Payment"],
  ["acquirer", "Card acquirer"],
  ["mail", "Mail"],
  ["consul", "Consul"],
  ["postgres", "PostgreSQL"],
  ["redis", "Redis"],
];

const leads = (picture, part) =>
  Object.entries(picture.leaders).filter(([, who]) => who.includes(part.name)).map(([election]) => election);

const instance = (picture, part, selected, select) => html`<li>
  <button class=${"part " + look(part)} data-part=${part.name} aria-pressed=${selected === part.name ? "true" : "false"}
    @click=${() => select({ part: part.name })}>
    <span class="lamp" aria-hidden="true"></span>
    <span class="who">${part.name}</span>
    ${part.state === "running" && part.rate != null ? html`<span class="much">${rate(part.rate)}/s</span>` : nothing}
    <span class="how">${condition(part)}${part.state === "running" && part.p99 != null ? ` · ${millis(part.p99)}` : ""}${
      leads(picture, part).length ? " · leads" : ""}${part.limit != null ? ` · limit ${part.limit}` : ""}</span>
  </button></li>`;

/** One card for each service; what no place is known for comes last. */
export function floor(picture, selected, select) {
  const known = new Set(PLACES.map(([service]) => service));
  const others = [...new Set(picture.parts.map((part) => part.service))].filter((service) => !known.has(service));
  return [...PLACES, ...others.map((service) => [service, service])]
    .map(([service, title]) => [service, title, picture.parts.filter((part) => part.service === service)])
    .filter(([, , parts]) => parts.length)
    .map(
      ([service, title, parts]) => html`<section class=${"stand " + (known.has(service) ? service : "other")}
        data-service=${service} aria-labelledby=${"stand-" + service}>
        <h3 id=${"stand-" + service}>${title}</h3>
        <ul>${parts.map((part) => instance(picture, part, selected?.part, select))}</ul>
        ${service === "order" ? queue(picture) : nothing}
      </section>`,
    );
}

function queue(picture) {
  const kinds = Object.entries(picture.queue.waiting);
  const waiting = kinds.reduce((sum, [, number]) => sum + number, 0);
  return html`<p class="queue">Queue: <strong>${waiting}</strong>${
    waiting ? html` (${kinds.map(([kind, number]) => `${kind.replaceAll("_", " ")} ${number}`).join(", ")})` : nothing}${
    picture.queue.parked ? html`, <strong class="bad">${picture.queue.parked} parked</strong>` : nothing}</p>`;
}
