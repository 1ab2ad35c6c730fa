// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

/**
 * What payment has for an order, and what its ledger says of it. Amounts are in minor units.
 *
 * @param id under which the acquirer knows it
 * @param state for people
 * @param ledgerTaken what the ledger says was taken and not given back
 * @param ledgerReserved what the ledger says is reserved and not taken
 * @param unbalanced how many of its journal entries don't sum to zero
 */
public record PaymentFacts(
    String orderId,
    String id,
    String state,
    long ledgerTaken,
    long ledgerReserved,
    int unbalanced) {}
