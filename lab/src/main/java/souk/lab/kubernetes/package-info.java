// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A shop on Kubernetes, reached as its user reaches it: by {@code kubectl}, in the user's context.
 * {@link souk.lab.kubernetes.ClusterShop} knows its parts, {@link souk.lab.kubernetes.Forward}
 * leads to a port of one pod, {@link souk.lab.kubernetes.Door} to whichever gateways are ready, and
 * {@link souk.lab.kubernetes.ClusterSources} to all that the audit reads.
 */
@NullMarked
package souk.lab.kubernetes;

import org.jspecify.annotations.NullMarked;
