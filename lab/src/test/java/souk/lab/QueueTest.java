// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Idea;
import souk.lab.experiment.Run;
import souk.lab.experiment.Times;
import souk.lab.experiment.Turn;
import souk.lab.experiment.Verdict;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class QueueTest {
  private final StringWriter written = new StringWriter();
  private final PrintWriter out = new PrintWriter(written, true);
  private final List<String> ended = new ArrayList<>();

  private record Named(String name) implements Experiment {
    @Override
    public String summary() {
      return name;
    }

    @Override
    public Idea idea() {
      return Idea.FAILURE;
    }

    @Override
    public Times times() {
      return new Times(1, 1);
    }

    @Override
    public Verdict run(Run run) {
      return Verdict.pass(name);
    }
  }

  @Test
  void run_firstCedes_secondBeginsAndWaitsAndIsHeardAfterIt() throws Exception {
    CountDownLatch secondBegan = new CountDownLatch(1);

    run(
        (experiment, turn, out, err) -> {
          if (experiment.name().equals("first")) {
            turn.await();
            turn.cede();
            secondBegan.await();
            err.println("the first ends");
          } else {
            err.println("the second begins");
            secondBegan.countDown();
            turn.await();
            err.println("the second goes on");
          }
          return found(experiment);
        });

    assertThat(written.toString().lines())
        .containsExactly(
            "--- first", "the first ends", "--- second", "the second begins", "the second goes on");
    assertThat(ended).containsExactly("first", "second");
  }

  @Test
  void run_firstDoesNotCede_secondBeginsWhenItHasEnded() throws Exception {
    List<String> steps = new ArrayList<>();

    run(
        (experiment, turn, out, err) -> {
          steps.add(experiment.name() + " begins");
          turn.await();
          steps.add(experiment.name() + " ends");
          return found(experiment);
        });

    assertThat(steps).containsExactly("first begins", "first ends", "second begins", "second ends");
  }

  @Test
  void run_firstCanNotBegin_secondWhichWaitsIsInterrupted() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                run(
                    (experiment, turn, out, err) -> {
                      if (experiment.name().equals("first")) {
                        turn.cede();
                        throw new IOException("no report can be written");
                      }
                      try {
                        turn.await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                      return found(experiment);
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("no report can be written");
    interrupted.await();
    assertThat(ended).isEmpty();
  }

  private void run(Queue.Runner runner) throws Exception {
    try (Queue queue = new Queue(runner, out, out)) {
      queue.run(
          List.of(new Named("first"), new Named("second")), each -> ended.add(each.experiment()));
    }
  }

  private Findings found(Experiment experiment) {
    Run run =
        new Run(
            experiment.name(),
            Path.of("."),
            new Run.Options(1, true, false, List.of()),
            Optional.empty(),
            Turn.ALONE,
            out);
    return Findings.of(run, experiment.idea(), null, Verdict.pass("it did"), List.of());
  }
}
