// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.util.Optional;
import souk.lab.kubernetes.ClusterShop;

/**
 * Where there is a shop that an experiment is done to, instead of one of its own.
 *
 * @param door host:port at which shoppers get in; empty for forwarded ports
 */
public record Place(ClusterShop shop, Optional<String> door) {}
