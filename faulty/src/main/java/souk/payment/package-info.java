// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Payment services with one known fault each, put together from the right one's parts: {@link
 * souk.payment.NoKey}, {@link souk.payment.AcknowledgeFirst}.
 */
@NullMarked
package souk.payment;

import org.jspecify.annotations.NullMarked;
