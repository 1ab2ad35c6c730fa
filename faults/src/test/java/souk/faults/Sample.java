// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** A class to weave. What it does it tells. */
public final class Sample {
  /** Names a call. */
  public enum Kind {
    FIRST_KIND,
    SECOND
  }

  /** Has the name inside. */
  public record Step(Kind to) {}

  private final Consumer<String> told;

  public Sample(Consumer<String> told) {
    this.told = told;
  }

  public String text(long wide, String text, double also) {
    told.accept("text");
    return wide + text + also;
  }

  public void nothing() {
    told.accept("nothing");
  }

  public boolean fails() {
    throw new IllegalArgumentException("as asked");
  }

  public int byKind(int unused, Kind kind) {
    told.accept("byKind");
    return kind.ordinal();
  }

  public long byStep(Step step) {
    return step.to().ordinal();
  }

  public List<String> list(List<String> same) {
    return same;
  }

  public Instant time() {
    return InstantSource.system().instant();
  }

  public Instant timeInUtc() {
    return Clock.systemUTC().instant();
  }

  public static int ofTheClass(int number) {
    return number + 1;
  }
}
