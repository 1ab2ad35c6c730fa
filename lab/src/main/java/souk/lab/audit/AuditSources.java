// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import souk.lab.audit.source.Database;
import souk.lab.audit.source.Mails;

/**
 * Where a shop is read.
 *
 * @param shop its name, for people
 * @param acquirer host:port of the card acquirer
 * @param gateway host:port of the shop's gRPC
 * @param mails the mails that were delivered; empty where they can't be seen, and then no receipt
 *     is judged
 * @param histories the folder of the clients' histories; without files, only what the shop has
 *     stored is judged
 * @param clockTolerance how far the clocks of the machines of the order service and its database
 *     may be apart; zero on one machine
 */
public record AuditSources(
    String shop,
    Database orders,
    Database inventory,
    Database payments,
    String acquirer,
    String gateway,
    Optional<Mails> mails,
    Path histories,
    Duration clockTolerance) {}
