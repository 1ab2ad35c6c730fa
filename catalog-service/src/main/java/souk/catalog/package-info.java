// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The shop's products: what there is, what it is called and what it costs; not how many there are.
 *
 * <p>{@link souk.catalog.CatalogServer} wires it. A call goes {@code CatalogGrpcService → Catalog →
 * CatalogStore → PostgreSQL}, one statement each, and a {@code Page} or a {@code Product} comes
 * back. At the first start {@code DemoLoader} stores what {@code DemoCatalogue} makes up.
 */
@NullMarked
package souk.catalog;

import org.jspecify.annotations.NullMarked;
