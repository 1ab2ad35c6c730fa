// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/** An inventory to compare with: {@link souk.inventory.BareInventory}. */
@NullMarked
package souk.inventory;

import org.jspecify.annotations.NullMarked;
