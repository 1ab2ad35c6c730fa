// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import io.grpc.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import souk.lab.bench.Latencies;

/** What became of requests. */
record Requests(List<Request> all) {
  /**
   * One of them.
   *
   * @param due when it was to begin, by {@link System#nanoTime}
   * @param tookNanos from then to its answer
   */
  record Request(long due, long tookNanos, Status.Code end) {}

  Requests {
    all = List.copyOf(all);
  }

  static Requests of(Collection<Request> all) {
    return new Requests(List.copyOf(all));
  }

  int count() {
    return all.size();
  }

  long failed() {
    return all.stream().filter(each -> each.end() != Status.Code.OK).count();
  }

  long succeeded() {
    return count() - failed();
  }

  /** Those that were due from then on, for so long. */
  Requests during(long from, Duration time) {
    return new Requests(
        all.stream()
            .filter(each -> each.due() - from >= 0 && each.due() - from < time.toNanos())
            .toList());
  }

  /** The latency that so many do not exceed; infinite when there are none. */
  double millis(double share) {
    return all.isEmpty()
        ? Double.POSITIVE_INFINITY
        : new Latencies(all.stream().map(each -> Duration.ofNanos(each.tookNanos())).toList())
            .millis(share);
  }

  /**
   * For how long after a moment requests met something that makes them last so long: until the last
   * quarter of a second in which more than a fiftieth did. A few are the trials that tell whether
   * it is over.
   */
  Duration affectedFor(long since, Duration longer) {
    Map<Long, List<Request>> quarters =
        all.stream()
            .filter(each -> each.due() - since >= 0)
            .collect(
                Collectors.groupingBy(
                    each -> (each.due() - since) / QUARTER.toNanos(),
                    TreeMap::new,
                    Collectors.toList()));
    long last = 0;
    for (Map.Entry<Long, List<Request>> quarter : quarters.entrySet()) {
      long met =
          quarter.getValue().stream().filter(each -> each.tookNanos() > longer.toNanos()).count();
      if (met * 50 > quarter.getValue().size()) {
        last = quarter.getKey() + 1;
      }
    }
    return QUARTER.multipliedBy(last);
  }

  /** How those ended that failed, for people. */
  String failures() {
    return all.stream()
        .filter(each -> each.end() != Status.Code.OK)
        .collect(Collectors.groupingBy(Request::end, TreeMap::new, Collectors.counting()))
        .toString();
  }

  private static final Duration QUARTER = Duration.ofMillis(250);
}
