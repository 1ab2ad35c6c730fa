// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What is left of an experiment: a page for people that needs nothing but a browser, JSON, and
 * JUnit's XML. All of them are made of {@link souk.lab.experiment.Findings}.
 */
@NullMarked
package souk.lab.report;

import org.jspecify.annotations.NullMarked;
