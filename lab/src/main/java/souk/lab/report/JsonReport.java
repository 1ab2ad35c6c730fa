// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Machine;
import souk.lab.experiment.Span;
import souk.lab.load.Sample;
import souk.lab.load.Timeline;

/** The verdict and the numbers, for programs. */
public final class JsonReport {
  /** Grows when a field changes its meaning. */
  private static final int SCHEMA = 2;

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private JsonReport() {}

  private record Document(
      int schema,
      String experiment,
      String idea,
      String verdict,
      String line,
      long seed,
      double seconds,
      @Nullable Design design,
      List<Check> checks,
      List<Fault> faults,
      Map<String, Timeline.Figures> requests,
      @Nullable Machine machine) {}

  /** Times from the beginning of the run. */
  private record Fault(String what, double fromSeconds, double untilSeconds) {}

  /** One JSON object. */
  public static String of(Findings findings) {
    Map<Sample.Kind, List<Sample>> byKind =
        findings.samples().stream().collect(Collectors.groupingBy(Sample::kind));
    Map<String, Timeline.Figures> requests = new TreeMap<>();
    byKind.forEach((kind, samples) -> requests.put(kind.name(), Timeline.figures(samples)));
    return GSON.toJson(
        new Document(
            SCHEMA,
            findings.experiment(),
            findings.idea().name(),
            findings.verdict().ending().name(),
            findings.verdict().line(),
            findings.seed(),
            findings.seconds(),
            findings.design(),
            findings.checks(),
            findings.faults().stream().map(fault -> faultOf(fault, findings.begin())).toList(),
            requests,
            findings.machine()));
  }

  private static Fault faultOf(Span fault, long begin) {
    return new Fault(fault.label(), (fault.from() - begin) / 1e9, (fault.until() - begin) / 1e9);
  }
}
