// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The audit's rules, on small shops made by hand: for each violation one that has it, beside one
 * that is clean.
 */
package souk.lab.audit.rule;
