// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The shoppers' carts, in Redis.
 *
 * <p>{@code CartGrpcService → Carts → CartStore → Redis}, never back: what a request says is
 * checked in the first, what may be done is decided by the second, how it is stored is known to the
 * third, and how Redis is reached to the last. Each change of a cart is one script that Redis runs
 * alone.
 */
@NullMarked
package souk.cart;

import org.jspecify.annotations.NullMarked;
