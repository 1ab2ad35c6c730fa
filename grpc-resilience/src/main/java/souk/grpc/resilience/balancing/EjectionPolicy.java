// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import java.time.Duration;

/**
 * When an instance loses its traffic, always in comparison with the others.
 *
 * @param failuresInARow how many attempts must have failed with nothing answered between
 * @param waitedInVain how long attempts together must have waited with nothing answered meanwhile,
 *     at least; {@code usualTimes} times what the method usually takes if that is longer
 * @param usualTimes see {@code waitedInVain}
 * @param silence an instance that has owed every answer for so long gets no more until one comes
 * @param slowFactor how many times slower than the best of the others is lagging
 * @param slowFor how long the median must have been so without a break
 * @param slowAtLeast differences below this are not looked at: such times count as this
 * @param samples of how many recent answers the median is taken
 * @param trialEvery a lagging instance gets one of so many requests
 * @param trialsToReturn how many of them in a row must be answered in time
 * @param firstEjection how long the first one lasts until a single request tries the instance
 * @param longestEjection to which it doubles from time to time
 * @param goodAfter an instance that stayed in for so long begins with the first again
 */
record EjectionPolicy(
    int failuresInARow,
    Duration waitedInVain,
    int usualTimes,
    Duration silence,
    float slowFactor,
    Duration slowFor,
    Duration slowAtLeast,
    int samples,
    int trialEvery,
    int trialsToReturn,
    Duration firstEjection,
    Duration longestEjection,
    Duration goodAfter) {

  static final EjectionPolicy DEFAULT =
      new EjectionPolicy(
          3,
          Duration.ofMillis(500),
          8,
          Duration.ofMillis(500),
          4,
          Duration.ofSeconds(1),
          Duration.ofMillis(5),
          15,
          64,
          3,
          Duration.ofSeconds(1),
          Duration.ofSeconds(8),
          Duration.ofSeconds(30));
}
