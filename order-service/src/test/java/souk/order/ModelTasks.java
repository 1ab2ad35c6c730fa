// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of tasks as {@link TaskStore}'s statements treat it. Confined to one thread. */
final class ModelTasks {
  private record Key(String orderId, TaskKind kind) {}

  /** A row; {@code leased} is the model's own, to tell a take-over from a repeat. */
  private record Task(
      Instant dueAt,
      Instant createdAt,
      long lease,
      int attempts,
      boolean leased,
      Optional<String> parkedReason) {}

  private final InstantSource clock;
  private final Duration lease;
  private final Duration overdueAfter;
  private final Map<Key, Task> rows = new LinkedHashMap<>();

  /**
   * @param clock the database's
   */
  ModelTasks(InstantSource clock, Duration lease, Duration overdueAfter) {
    this.clock = clock;
    this.lease = lease;
    this.overdueAfter = overdueAfter;
  }

  /** A new task, leased to whoever brings it or due at once. */
  void insert(String orderId, TaskKind kind, boolean leased) {
    Instant now = clock.instant();
    Task task =
        new Task(
            leased ? now.plus(lease) : now,
            now,
            leased ? 1 : 0,
            leased ? 1 : 0,
            leased,
            Optional.empty());
    if (rows.putIfAbsent(new Key(orderId, kind), task) != null) {
      throw new AssertionError(kind + " of " + orderId + " is there twice");
    }
  }

  /** Whether a lease is the last one of its task. */
  boolean stands(Lease lease) {
    Task task = rows.get(key(lease));
    return task != null && task.lease() == lease.number();
  }

  void delete(String orderId, TaskKind kind) {
    rows.remove(new Key(orderId, kind));
  }

  /** Deletes a task if the lease is the last one. */
  boolean delete(Lease lease) {
    return stands(lease) && rows.remove(key(lease)) != null;
  }

  /** As {@link TaskStore#take}. */
  List<TaskStore.Taken> take(List<TaskStore.Wanted> wanted) {
    Instant now = clock.instant();
    List<TaskStore.Taken> taken = new ArrayList<>();
    for (TaskStore.Wanted want : wanted) {
      rows.entrySet().stream()
          .filter(row -> row.getKey().kind().lane() == want.lane() && isDue(row.getValue(), now))
          .filter(row -> !row.getValue().createdAt().isAfter(now.minus(want.minAge())))
          .sorted(Comparator.comparing(row -> row.getValue().dueAt()))
          .limit(want.howMany())
          .toList()
          .forEach(row -> taken.add(take(row, now)));
    }
    return taken;
  }

  private TaskStore.Taken take(Map.Entry<Key, Task> row, Instant now) {
    Task task = row.getValue();
    Task mine =
        new Task(
            now.plus(lease),
            task.createdAt(),
            task.lease() + 1,
            task.attempts() + 1,
            true,
            Optional.empty());
    row.setValue(mine);
    return new TaskStore.Taken(
        new Lease(row.getKey().orderId(), row.getKey().kind(), mine.lease()),
        row.getKey().kind().lane(),
        mine.attempts(),
        !task.createdAt().isAfter(now.minus(overdueAfter)));
  }

  /** As {@link TaskStore#renew}. */
  void renew(Collection<Lease> leases) {
    for (Lease mine : leases) {
      if (stands(mine)) {
        rows.computeIfPresent(
            key(mine),
            (key, task) ->
                new Task(
                    clock.instant().plus(lease),
                    task.createdAt(),
                    task.lease(),
                    task.attempts(),
                    task.leased(),
                    task.parkedReason()));
      }
    }
  }

  /** As {@link TaskStore#putBack}. */
  void putBack(Collection<TaskStore.PutBack> tasks) {
    for (TaskStore.PutBack back : tasks) {
      if (stands(back.lease())) {
        rows.computeIfPresent(
            key(back.lease()),
            (key, task) ->
                new Task(
                    clock.instant().plus(back.delay()),
                    task.createdAt(),
                    task.lease() + 1,
                    task.attempts(),
                    false,
                    back.park() ? Optional.of(back.why()) : Optional.empty()));
      }
    }
  }

  /** How many wait in a lane, parked ones apart. */
  int waiting(LaneName lane) {
    return (int)
        rows.entrySet().stream()
            .filter(row -> row.getKey().kind().lane() == lane)
            .filter(row -> row.getValue().parkedReason().isEmpty())
            .count();
  }

  /** How many due tasks somebody took who let the lease run out. */
  int abandoned() {
    Instant now = clock.instant();
    return (int) rows.values().stream().filter(t -> t.leased() && isDue(t, now)).count();
  }

  boolean anyDue() {
    Instant now = clock.instant();
    return rows.values().stream().anyMatch(task -> isDue(task, now));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The rows as a person would read them, sorted; without times, which differ from run to run. */
  List<String> dump() {
    return rows.entrySet().stream()
        .map(
            row ->
                "%s %s lease %d attempts %d %s"
                    .formatted(
                        row.getKey().orderId(),
                        row.getKey().kind(),
                        row.getValue().lease(),
                        row.getValue().attempts(),
                        row.getValue().parkedReason().orElse("")))
        .sorted()
        .toList();
  }

  @Override
  public String toString() {
    return dump().toString();
  }

  private static boolean isDue(Task task, Instant now) {
    return task.parkedReason().isEmpty() && !task.dueAt().isAfter(now);
  }

  private static Key key(Lease lease) {
    return new Key(lease.orderId(), lease.kind());
  }
}
