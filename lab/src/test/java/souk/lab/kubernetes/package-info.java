// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The manifests of deploy/kubernetes, rendered as {@code kubectl apply -k} would, without a
 * cluster.
 */
@NullMarked
package souk.lab.kubernetes;

import org.jspecify.annotations.NullMarked;
