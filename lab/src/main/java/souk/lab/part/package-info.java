// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a shop is made of, each as a {@link souk.lab.part.Part}: the stores (PostgreSQL, Redis,
 * Consul), which come as packages or builds, and the services, known here only by the names of
 * their mains. A {@link souk.lab.part.ShopHome} says where everything is kept, {@link
 * souk.lab.part.Shop} puts the parts together; nothing here starts a process.
 */
@NullMarked
package souk.lab.part;

import org.jspecify.annotations.NullMarked;
