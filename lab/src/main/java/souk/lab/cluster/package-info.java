// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The shop as it runs. The {@link souk.lab.cluster.Supervisor} is the process that holds a shop: it
 * owns a {@link souk.lab.cluster.Cluster} of instances, does what {@link souk.lab.cluster.Control}
 * messages over its socket ask, and ends everything when it is told to, or when the launcher that
 * it works for goes away.
 */
@NullMarked
package souk.lab.cluster;

import org.jspecify.annotations.NullMarked;
