// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Where the audit reads: the services' databases as they were at one moment each, the acquirer's
 * statement, the mails, and the carts as the shop shows them. What the audit knows of a service is
 * its tables and its contract; it shares no code with any of them. A source that can't be read is a
 * {@link souk.lab.audit.source.SourceAway}, never an empty answer.
 */
@NullMarked
package souk.lab.audit.source;

import org.jspecify.annotations.NullMarked;
