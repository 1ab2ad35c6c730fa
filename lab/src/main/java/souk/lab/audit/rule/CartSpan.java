// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When an order of a cart was open.
 *
 * @param placedAt by the database's clock
 * @param closedAt when its lines were taken out of the cart, or it was refused or cancelled without
 *     having been confirmed; null while it is open
 */
public record CartSpan(
    String cartId,
    String orderId,
    boolean wasConfirmed,
    Instant placedAt,
    @Nullable Instant closedAt) {}
