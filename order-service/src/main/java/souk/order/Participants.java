// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

/** The other parts of the shop that an order deals with. */
record Participants(Carts carts, Catalog catalog, Inventory inventory, Payment payment) {}
