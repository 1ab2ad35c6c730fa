// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * How every service is configured, started, observed and drained.
 *
 * <p>{@link souk.service.ServiceMain} reads {@link souk.service.Settings} and runs a {@link
 * souk.service.ServiceServer}, which answers {@link souk.service.Refusal}s as statuses, watches
 * over its own store and lives in Consul. Calls to other services leave through {@link
 * souk.service.ServiceChannels}.
 */
@NullMarked
package souk.service;

import org.jspecify.annotations.NullMarked;
