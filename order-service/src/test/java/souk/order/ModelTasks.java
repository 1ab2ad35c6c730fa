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
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of tasks as {@link TaskStore}'s statements treat it. Confined to one thread. */
final class ModelTasks {
  private record Key(String orderId, TaskKind kind) {}

  /** A row. */
  private static final class Task {
    private final Key key;
    private final Instant createdAt;
    private LaneName lane;
    private Instant dueAt;
    private long lease;
    private int attempts;
    private @Nullable String lastError;
    private @Nullable String parkedReason;

    /** The model's own, to tell a take-over from a repeat. */
    private boolean leased;

    private Task(Key key, Instant now) {
      this.key = key;
      this.createdAt = now;
      this.lane = key.kind().lane();
      this.dueAt = now;
    }

    private boolean isDue(Instant now) {
      return parkedReason == null && !dueAt.isAfter(now);
    }

    @Override
    public String toString() {
      return "%s %s %s lease %d attempts %d %s"
          .formatted(
              key.orderId(),
              key.kind(),
              lane,
              lease,
              attempts,
              Optional.ofNullable(parkedReason).orElse(""));
    }
  }

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
    Task task = new Task(new Key(orderId, kind), clock.instant());
    if (leased) {
      lease(task);
    }
    if (rows.putIfAbsent(task.key, task) != null) {
      throw new AssertionError(kind + " of " + orderId + " is there twice");
    }
  }

  private void lease(Task task) {
    task.dueAt = clock.instant().plus(lease);
    task.lease++;
    task.attempts++;
    task.leased = true;
  }

  /** Whether a lease is the last one of its task. */
  boolean stands(Lease lease) {
    return find(lease).isPresent();
  }

  private Optional<Task> find(Lease lease) {
    return Optional.ofNullable(rows.get(new Key(lease.orderId(), lease.kind())))
        .filter(task -> task.lease == lease.number());
  }

  void delete(String orderId, TaskKind kind) {
    rows.remove(new Key(orderId, kind));
  }

  /** Deletes a task if the lease is the last one. */
  boolean delete(Lease lease) {
    Optional<Task> task = find(lease);
    task.ifPresent(found -> rows.remove(found.key));
    return task.isPresent();
  }

  /** As {@link TaskStore#take}. */
  List<TaskStore.Taken> take(List<TaskStore.Wanted> wanted) {
    // Mostly nothing is, and a stream for each lane costs.
    if (!anyDue()) {
      return List.of();
    }
    Instant now = clock.instant();
    List<Task> due = new ArrayList<>();
    for (TaskStore.Wanted want : wanted) {
      due()
          .filter(task -> task.lane == want.lane())
          .filter(task -> !task.createdAt.isAfter(now.minus(want.minAge())))
          .sorted(Comparator.comparing(task -> task.dueAt))
          .limit(want.howMany())
          .forEach(due::add);
    }
    return due.stream().map(task -> taken(task, now)).toList();
  }

  private TaskStore.Taken taken(Task task, Instant now) {
    boolean wasLeft = task.leased;
    Duration dueFor = Duration.between(task.dueAt, now);
    lease(task);
    return new TaskStore.Taken(
        new Lease(task.key.orderId(), task.key.kind(), task.lease),
        task.lane,
        task.attempts,
        dueFor,
        !task.createdAt.isAfter(now.minus(ofUse(task.key.kind()))),
        wasLeft,
        null);
  }

  private Duration ofUse(TaskKind kind) {
    return kind.lane() == LaneName.MAIL ? TaskStore.MAIL_FOR : overdueAfter;
  }

  /** As {@link TaskStore#renew}. */
  void renew(Collection<Lease> leases) {
    for (Lease mine : leases) {
      find(mine).ifPresent(task -> task.dueAt = clock.instant().plus(lease));
    }
  }

  /** As {@link TaskStore#putBack}. */
  List<Lease> putBack(Collection<TaskStore.PutBack> tasks) {
    List<Lease> news = new ArrayList<>();
    for (TaskStore.PutBack back : tasks) {
      find(back.lease()).ifPresent(task -> putBack(task, back, news));
    }
    return news;
  }

  private void putBack(Task task, TaskStore.PutBack back, List<Lease> news) {
    if (!back.why().equals(task.lastError)) {
      news.add(back.lease());
    }
    task.lane = back.lane();
    task.dueAt = clock.instant().plus(back.delay());
    task.lease++;
    task.leased = false;
    task.lastError = back.why();
    task.parkedReason = back.park() ? back.why() : null;
  }

  /** How many wait in some lanes, parked ones apart. */
  int waiting(Set<LaneName> lanes) {
    return (int)
        rows.values().stream()
            .filter(task -> lanes.contains(task.lane) && task.parkedReason == null)
            .count();
  }

  /** How many due tasks somebody took who let the lease run out. */
  int abandoned() {
    return (int) due().filter(task -> task.leased).count();
  }

  boolean anyDue() {
    Instant now = clock.instant();
    for (Task task : rows.values()) {
      if (task.isDue(now)) {
        return true;
      }
    }
    return false;
  }

  private Stream<Task> due() {
    Instant now = clock.instant();
    return rows.values().stream().filter(task -> task.isDue(now));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The rows as a person would read them; without times, which differ from run to run. */
  List<String> dump() {
    return rows.values().stream().map(Task::toString).sorted().toList();
  }

  @Override
  public String toString() {
    return dump().toString();
  }
}
