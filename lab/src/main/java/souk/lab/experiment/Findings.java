// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import souk.lab.load.Sample;

/**
 * All that is known of a run at its end; what reports are made of.
 *
 * @param design null of an experiment that prints its own
 * @param begin {@link System#nanoTime} when the run began: zero of its output and of the charts
 * @param faults the times at which something was done to the shop
 * @param shares which instance did how much
 * @param breakers which circuit breakers were not closed
 * @param machine null of an experiment that does not watch it
 */
public record Findings(
    String experiment,
    Idea idea,
    @Nullable Design design,
    Verdict verdict,
    long seed,
    double seconds,
    long begin,
    List<Check> checks,
    List<Span> faults,
    List<Sample> samples,
    List<Share> shares,
    List<Breakers> breakers,
    @Nullable Machine machine,
    List<String> output) {

  /**
   * How much each had done by a time, since its beginning.
   *
   * @param at {@link System#nanoTime}
   * @param names of instances
   * @param counts of each, as the names go
   */
  public record Share(long at, List<String> names, List<Long> counts) {}

  /**
   * The circuit breakers that were not closed at a time, in at least one instance.
   *
   * @param at {@link System#nanoTime}
   * @param states by the caller and what it calls
   */
  public record Breakers(long at, Map<String, String> states) {
    public Breakers {
      states = Map.copyOf(states);
    }
  }

  /** Of a run so far, without timelines: it sent no shoppers by a schedule. */
  public static Findings of(
      Run run, Idea idea, @Nullable Design design, Verdict verdict, List<Check> checks) {
    return new Findings(
        run.experiment(),
        idea,
        design,
        verdict,
        run.seed(),
        run.seconds(),
        run.begin(),
        checks,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        run.lines());
  }

  public Findings {
    checks = List.copyOf(checks);
    faults = List.copyOf(faults);
    samples = List.copyOf(samples);
    shares = List.copyOf(shares);
    breakers = List.copyOf(breakers);
    output = List.copyOf(output);
  }

  /** The same, with the timelines of a run that was watched. */
  public Findings watched(List<Span> during, List<Sample> told, Lookout lookout) {
    return new Findings(
        experiment,
        idea,
        design,
        verdict,
        seed,
        seconds,
        begin,
        checks,
        during,
        told,
        lookout.shares(),
        lookout.breakers(),
        lookout.machine(),
        output);
  }

  /** The same, of a run that came to something else in the end. */
  public Findings judged(Verdict last) {
    return new Findings(
        experiment,
        idea,
        design,
        last,
        seed,
        seconds,
        begin,
        checks,
        faults,
        samples,
        shares,
        breakers,
        machine,
        output);
  }
}
