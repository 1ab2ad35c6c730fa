// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a process tells of itself, by OpenTelemetry's names and settings.
 *
 * <p>{@link souk.service.telemetry.Telemetry} is made once and reads the {@code OTEL_*} variables;
 * each of the other classes turns one part's snapshots into instruments, which are read when
 * somebody scrapes. Attributes have few values: methods, services' names, states. No id, no address
 * and nothing that a caller sent becomes one.
 */
@NullMarked
package souk.service.telemetry;

import org.jspecify.annotations.NullMarked;
