// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * {@code ./souk}: the command line. A command finds the shop's {@link souk.lab.part.ShopHome}, and
 * asks the supervisor of {@link souk.lab.cluster}, which holds the shop, through its socket; {@code
 * up} starts that supervisor first. What goes wrong comes out as one line and a non-zero exit.
 */
@NullMarked
package souk.lab;

import org.jspecify.annotations.NullMarked;
