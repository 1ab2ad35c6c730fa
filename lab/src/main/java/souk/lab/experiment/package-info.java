// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * {@code ./souk lab}: experiments. Each is an {@link souk.lab.experiment.Experiment} in the list of
 * {@link souk.lab.experiment.Experiments}; what it does, it does to an {@link
 * souk.lab.experiment.OwnShop}, a whole shop of processes that it starts for itself and that ends
 * with it, and says at last in one {@link souk.lab.experiment.Verdict} whether the shop kept its
 * promises. Those that need no more than a {@link souk.lab.experiment.TestedShop} can be done to
 * one on Kubernetes as well.
 */
@NullMarked
package souk.lab.experiment;

import org.jspecify.annotations.NullMarked;
