// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Order services with one known fault each, put together from the right one's parts: {@link
 * souk.order.ChargeFirst}, {@link souk.order.DecrementLate}, {@link souk.order.NoRelay}, {@link
 * souk.order.SecondOrder}, {@link souk.order.EmptyCart}.
 */
@NullMarked
package souk.order;

import org.jspecify.annotations.NullMarked;
