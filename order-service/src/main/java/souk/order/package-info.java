// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Checkout, orders, and the queue of work after them.
 *
 * <p>A call comes in at {@link souk.order.OrderGrpcService}, is checked there, and goes to {@link
 * souk.order.Checkout}, the one place that says in which order things happen, or to {@link
 * souk.order.Orders}. What they decide is stored by {@link souk.order.OrderStore}, together with
 * the tasks that follow from it. {@link souk.order.TaskWorker} takes tasks through {@link
 * souk.order.TaskStore}, {@link souk.order.TaskRunner} works on them by {@link
 * souk.order.TaskHandlers}, and {@link souk.order.TaskEndings} stores how they ended. Other
 * services are seen as {@link souk.order.Carts}, {@link souk.order.Catalog}, {@link
 * souk.order.Inventory} and {@link souk.order.Payment}, whose answers are values: an answer, or
 * {@link souk.order.Unanswered}.
 */
@NullMarked
package souk.order;

import org.jspecify.annotations.NullMarked;
