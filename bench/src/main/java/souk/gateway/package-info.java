// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/** Gateways to measure by: {@link souk.gateway.BareGateway}, {@link souk.gateway.CappedGateway}. */
@NullMarked
package souk.gateway;

import org.jspecify.annotations.NullMarked;
