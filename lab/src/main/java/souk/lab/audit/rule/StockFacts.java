// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

/**
 * A product's counters, and the sums of the records that they sum up; in pieces.
 *
 * @param deliveries the sum of its deliveries
 * @param holding the sum of the lines that are held
 * @param settled the sum of the lines that were sold, restocked ones too
 * @param returned the sum of the lines that were sold and restocked
 */
public record StockFacts(
    String productId,
    long delivered,
    long onHand,
    long held,
    long sold,
    long restocked,
    long deliveries,
    long holding,
    long settled,
    long returned) {}
