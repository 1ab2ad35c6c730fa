// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import java.util.Map;

/**
 * What a server lets in at one moment, to be shown.
 *
 * @param limit unary calls at once, as it is adapted now
 * @param most to which the limit may grow
 * @param underWay unary calls that were let in and have not ended
 * @param shed unary calls that were refused since it was made, by priority
 * @param shedStreams streams that were refused since it was made
 */
public record SheddingSnapshot(
    int limit, int most, int underWay, Map<CallPriority, Long> shed, long shedStreams) {}
