// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import souk.lab.process.LabException;

/** How many instances of a service there may be, and what they are made of. Thread-safe. */
public final class Replicas {
  /** Each has connections of its own to PostgreSQL, which has some for all of this many. */
  static final int MOST = 5;

  private final BiFunction<String, Integer, Part> maker;

  /**
   * @param maker makes the instance of a service with that number
   */
  public Replicas(BiFunction<String, Integer, Part> maker) {
    this.maker = maker;
  }

  /** The instance of that number, from 1. */
  public Part part(String service, int number) {
    return maker.apply(service, number);
  }

  /** Throws {@link LabException} unless there can be so many of the service. */
  public void check(String service, int wanted) {
    List<String> services =
        Arrays.stream(ServiceKind.values())
            .filter(kind -> !kind.isOutside())
            .map(ServiceKind::service)
            .toList();
    if (!services.contains(service)) {
      throw new LabException(
          "'%s' can't be scaled; these can: %s".formatted(service, String.join(", ", services)));
    }
    if (wanted < 1 || wanted > MOST) {
      throw new LabException(
          "%d instances of %s (expected: 1 to %d; ./souk stop %s stops it)"
              .formatted(wanted, service, MOST, service));
    }
  }
}
