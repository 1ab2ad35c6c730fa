// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What must hold between the things that a shop keeps, as plain rules: facts go in one at a time,
 * {@link souk.lab.audit.rule.Findings} come out. Nothing here reads anything; {@link
 * souk.lab.audit.rule.Judge} says in which order the facts are wanted.
 */
@NullMarked
package souk.lab.audit.rule;

import org.jspecify.annotations.NullMarked;
