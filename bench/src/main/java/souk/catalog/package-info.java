// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Catalogues to compare with and to measure by: {@link souk.catalog.BareCatalog}, {@link
 * souk.catalog.MeteredCatalog}.
 */
@NullMarked
package souk.catalog;

import org.jspecify.annotations.NullMarked;
