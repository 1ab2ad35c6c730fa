// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
import { cart, cartId, isChanging, onCart, refresh } from "../cart.js";
import { go, say } from "../here.js";
import { html, money, nothing } from "../show.js";
import { buy, onTill, purchase, till } from "../till.js";

const CARDS = [
  ["tok_visa", "Visa", "approved"],
  ["tok_declined", "Declined", "the bank says no"],
  ["tok_insufficient_funds", "Empty", "not enough on it"],
  ["tok_slow", "Slow", "approved after three seconds"],
  ["tok_answer_lost", "Lost answer", "approved, but the first answer never arrives"],
  ["tok_acquirer_down", "Silent bank", "never answered: the order waits, and can be cancelled"],
  ["tok_capture_refused", "Change of mind", "approved, then the money is refused"],
];

const COUNTRIES = [
  ["AT", "Austria"], ["BE", "Belgium"], ["CH", "Switzerland"], ["DE", "Germany"], ["EG", "Egypt"], ["ES", "Spain"],
  ["FR", "France"], ["GB", "United Kingdom"], ["GR", "Greece"], ["IE", "Ireland"], ["IN", "India"], ["IT", "Italy"],
  ["LB", "Lebanon"], ["MA", "Morocco"], ["NL", "Netherlands"], ["PT", "Portugal"], ["TN", "Tunisia"], ["TR", "Türkiye"],
  ["US", "United States"],
];

const EXAMPLE = { name: "Amina Bennani", email: "amina@example.com", street: "12 Talaa Kebira", city: "Fes", country: "MA" };

const REASONS = {
  EMPTY_CART: "There is nothing in your cart any more.",
  PRICE_CHANGED: "A price has changed since you saw it. Look at the new total, and buy if it is right.",
  CART_NOT_FOUND: "This cart is no longer kept. Please fill a new one.",
};

/** The till. Whoever comes here with a purchase under way sees how it stands. */
export class CheckoutPage {
  title = "Till";

  constructor(argument, update) {
    const ends = [onCart(update), onTill(update)];
    this.leave = () => ends.forEach((end) => end());
    this.update = update;
    refresh();
  }

  async #pay(event) {
    event.preventDefault();
    const id = cartId();
    if (!id) return;
    const form = new FormData(event.target);
    const order = await buy(id, {
      cardToken: form.get("card"),
      email: form.get("email").trim(),
      shipTo: {
        regionCode: form.get("country"),
        locality: form.get("city").trim(),
        addressLines: [form.get("street").trim()],
        recipients: [form.get("name").trim()],
      },
      expectedTotal: cart.subtotal,
    });
    if (order) {
      refresh();
      go(`#/order/${order.id}`, true);
    } else if (till.refusal) {
      say("The order was not placed");
      await refresh();
    }
  }

  #example(event) {
    const form = event.target.closest("form");
    for (const [name, value] of Object.entries(EXAMPLE)) form.elements[name].value = value;
  }

  #refusal() {
    const refusal = till.refusal;
    if (!refusal) return nothing;
    const open = refusal.reason === "CHECKOUT_IN_PROGRESS" ? refusal.metadata.order_id : undefined;
    return html`<div class="refused" role="alert"><p><strong>Nothing was bought.</strong> ${
      open
        ? html`Another order of this cart is still being decided. <a href=${"#/order/" + open}>See it</a>`
        : REASONS[refusal.reason] ?? refusal.message
    }</p>${refusal.fields.length
      ? html`<ul>${refusal.fields.map((each) => html`<li>${each.field}: ${each.description}</li>`)}</ul>`
      : nothing}</div>`;
  }

  #field(name, label, type, autocomplete, extra = 200) {
    return html`<label>${label}<input name=${name} type=${type} required maxlength=${extra} autocomplete=${autocomplete}></label>`;
  }

  #underWay() {
    return html`<section class="under-way" aria-busy="true">
      <h1 tabindex="-1">At the till</h1>
      <p class="note"><span class="pulse" aria-hidden="true"></span>${till.waiting
        ? "No answer yet. We ask again, for this same order: it is bought once or not at all, however often we ask."
        : "Placing your order…"}</p>
      <p class="quiet">You may reload or close this page: it goes on where it was.</p>
    </section>`;
  }

  template() {
    if (purchase()) return this.#underWay();
    if (!cart.known) return html`<h1 tabindex="-1">At the till</h1>`;
    if (!cart.lines.length) {
      return html`<section class="empty"><h1 tabindex="-1">At the till</h1>${this.#refusal()}<p>There is nothing to pay for.</p>
        <p><a class="button quiet" href="#/">To the stalls</a></p></section>`;
    }
    return html`
      <h1 tabindex="-1">At the till</h1>
      ${this.#refusal()}
      <form class="till" @submit=${(event) => this.#pay(event)}>
        <fieldset class="where"><legend>Where it goes</legend>
          <button type="button" class="plainly" @click=${(event) => this.#example(event)}>Fill in an example</button>
          ${this.#field("name", "Name", "text", "name")}
          ${this.#field("email", "E-mail, for the receipt", "email", "email", 254)}
          ${this.#field("street", "Street and number", "text", "address-line1")}
          ${this.#field("city", "Town", "text", "address-level2")}
          <label>Country<select name="country" autocomplete="country">${COUNTRIES.map(
            ([code, name]) => html`<option value=${code}>${name}</option>`)}</select></label>
        </fieldset>
        <fieldset class="cards"><legend>A test card</legend>
          ${CARDS.map(([token, name, what], i) => html`<label class="pick"><input type="radio" name="card" value=${token}
            ?checked=${i === 0}><span><strong>${name}</strong> <span class="quiet">${what}</span></span></label>`)}
        </fieldset>
        <aside class="summary" aria-label="What you buy">
          <h2>What you buy</h2>
          <ul>${cart.lines.map((line) => html`<li><span>${line.quantity} × ${line.name || line.productId}</span><span>${money(line.lineTotal)}</span></li>`)}</ul>
          <div class="sum"><span>Total</span><strong>${money(cart.subtotal)}</strong></div>
          <button ?disabled=${isChanging()}>Buy now</button>
          <p class="quiet">No real money. Clicking twice buys once.</p>
        </aside>
      </form>`;
  }
}
