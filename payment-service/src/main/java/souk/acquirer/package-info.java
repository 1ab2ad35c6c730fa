// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * A card acquirer, simulated: an outside party with its own records, so that the shop meets what is
 * hard about payments, a call that may or may not have happened at someone else's.
 *
 * <p>{@link souk.acquirer.AcquirerGrpcService} checks requests, {@link souk.acquirer.Acquirer}
 * decides, {@link souk.acquirer.AcquirerStore} keeps what was decided, with the statement, in one
 * transaction. What a card does is its {@link souk.acquirer.TestCard}. No answer is kept back
 * before its work is recorded, but for {@code tok_acquirer_down}.
 */
@NullMarked
package souk.acquirer;

import org.jspecify.annotations.NullMarked;
