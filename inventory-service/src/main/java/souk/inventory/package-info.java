// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The stock, and what is held of it for orders.
 *
 * <p>A call goes {@link souk.inventory.InventoryGrpcService} → {@link souk.inventory.Inventory} →
 * {@link souk.inventory.InventoryStore} → PostgreSQL, never back. Each change is one statement and
 * so one transaction; nothing is kept in memory, so that any instance may answer any call.
 */
@NullMarked
package souk.inventory;

import org.jspecify.annotations.NullMarked;
