// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What the instances of a shop tell of themselves, as Prometheus would read it. {@link
 * souk.lab.metrics.Scrapes} asks all at once; {@link souk.lab.metrics.CallsReport} is what a person
 * wants to know of it.
 */
@NullMarked
package souk.lab.metrics;

import org.jspecify.annotations.NullMarked;
