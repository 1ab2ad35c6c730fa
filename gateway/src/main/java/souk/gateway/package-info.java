// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The front door. {@link souk.gateway.GatewayServer} serves {@link souk.gateway.ShopGrpcService} on
 * two ports: natively over gRPC ({@link souk.gateway.GrpcFront}), and as JSON, gRPC-Web and gRPC
 * ({@link souk.gateway.WebFront}). Behind it {@link souk.gateway.Products} adds stock to products,
 * {@link souk.gateway.PricedCarts} adds prices to carts, and orders pass through. It keeps no state
 * and no store.
 */
@NullMarked
package souk.gateway;

import org.jspecify.annotations.NullMarked;
