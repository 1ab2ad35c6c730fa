// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The network between the services of an experiment's shop, in our hands: without root, and without
 * the services knowing. A {@link souk.lab.wire.ConsulView} stands between a calling service and
 * Consul, and tells it for each instance the address of a {@link souk.lab.wire.Wire}, a proxy on
 * loopback of that caller and that instance alone, which counts the requests and delays, resets or
 * holds the bytes as its {@link souk.lab.wire.Weather} says. {@link souk.lab.wire.Wires} are all of
 * them.
 */
@NullMarked
package souk.lab.wire;

import org.jspecify.annotations.NullMarked;
