// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The audit: whether a shop kept its promises, judged from outside. {@link souk.lab.audit.Audit}
 * reads what {@link souk.lab.audit.AuditSources} name, holds it against {@link souk.lab.audit.rule
 * the rules}, and makes an {@link souk.lab.audit.AuditReport}.
 */
@NullMarked
package souk.lab.audit;

import org.jspecify.annotations.NullMarked;
