// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The shop's side of card payments: one payment for each order, and the ledger.
 *
 * <p>{@link souk.payment.PaymentGrpcService} checks requests; {@link souk.payment.Payments} stores
 * what is intended, asks the acquirer through {@link souk.payment.AcquirerClient} until it has said
 * what became of it, and stores that, by compare-and-set, in {@link souk.payment.PaymentStore},
 * together with its lines in the ledger. Which state may follow which is {@link
 * souk.payment.PaymentState}'s to say, what is posted {@link souk.payment.LedgerEvent}'s. No
 * connection is held while the acquirer is asked.
 *
 * <p>What lost answers leave behind is found by the {@link souk.payment.Reconciliation}, which each
 * instance's {@link souk.payment.Reconciler} has take turns, one instance at a time: it reads the
 * acquirer's statement into {@link souk.payment.RecordStore}, and what a {@link souk.payment.Match}
 * of payment and record says is repaired or reported.
 */
@NullMarked
package souk.payment;

import org.jspecify.annotations.NullMarked;
