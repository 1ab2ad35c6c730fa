// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * How every service is configured, started, observed and drained.
 *
 * <p>Settings are read once; a {@link souk.service.Refusal} is answered as a status.
 */
@NullMarked
package souk.service;

import org.jspecify.annotations.NullMarked;
