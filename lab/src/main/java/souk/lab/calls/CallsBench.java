// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import souk.lab.experiment.Run;
import souk.lab.process.LabException;

/** All parts, and how some of them are run. */
public final class CallsBench {
  private static final List<CallsPart> PARTS =
      List.of(
          new LibraryPart(),
          new ChainPart(),
          new KillPart(),
          new StopPart(),
          new SlowPart(),
          new GatewayPart(),
          new PaymentPart(),
          new OverloadPart(),
          new ConsulPart());

  private CallsBench() {}

  /** What can be chosen, and what it does. */
  public static String parts() {
    StringBuilder lines = new StringBuilder();
    PARTS.forEach(part -> lines.append("  %-9s %s%n".formatted(part.name(), part.summary())));
    return lines.toString().stripTrailing();
  }

  /**
   * Measures and prints. Blocks for minutes.
   *
   * @param only names of parts; empty for all
   * @return whether every figure met its goal
   * @throws LabException when there is no such part
   */
  public static boolean run(Run run, Path root, List<String> only) throws Exception {
    for (String name : only) {
      if (PARTS.stream().noneMatch(part -> part.name().equals(name))) {
        throw new LabException("there is no part '" + name + "'; there is\n" + parts());
      }
    }
    List<Figure> all = new ArrayList<>();
    try (CallsShops shops = new CallsShops(run, root)) {
      for (CallsPart part : PARTS) {
        if (only.isEmpty() || only.contains(part.name())) {
          run.say(part.name() + ": " + part.summary());
          List<Figure> figures = measured(part, shops);
          figures.forEach(figure -> run.print(figure.line()));
          all.addAll(figures);
        }
      }
    }
    long missed = all.stream().filter(figure -> !figure.met()).count();
    run.print("");
    run.print(new Figure("", "measured", "bare/before", "goal", true).line().replace("met", ""));
    all.forEach(figure -> run.print(figure.line()));
    run.print(
        missed == 0
            ? "all %d goals met".formatted(all.size())
            : "%d of %d goals missed".formatted(missed, all.size()));
    return missed == 0;
  }

  /** One that can't be measured is one that is missed; the others are measured all the same. */
  private static List<Figure> measured(CallsPart part, CallsShops shops) throws Exception {
    try {
      return part.measure(shops);
    } catch (LabException e) {
      shops.run().say(part.name() + " could not be measured: " + e.getMessage());
      return List.of(new Figure(part.name(), "not measured", "-", "-", false));
    }
  }
}
