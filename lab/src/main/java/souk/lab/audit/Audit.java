// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import souk.lab.audit.AuditReport.NotJudged;
import souk.lab.audit.AuditReport.Verdict;
import souk.lab.audit.rule.Violation;
import souk.lab.audit.source.OrderActivity;
import souk.lab.audit.source.SourceAway;

/**
 * Judges a shop. What can't be read is said, and never taken for clean. Blocks; memory is bounded
 * by what the histories and the statement say of each order, some hundred bytes each.
 */
public final class Audit {
  /** What two looks at a running shop are apart: longer than anything that is on its way. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(6);

  private static final double NANOS = 1e9;

  private final AuditSources sources;
  private final AuditMode mode;
  private final Consumer<String> progress;
  private final Duration betweenLooks;

  private Audit(
      AuditSources sources, AuditMode mode, Consumer<String> progress, Duration betweenLooks) {
    this.sources = sources;
    this.mode = mode;
    this.progress = progress;
    this.betweenLooks = betweenLooks;
  }

  /**
   * Judges the shop.
   *
   * @param patience how long FINAL waits for quiet; what is open afterwards is a violation. Zero
   *     for a caller who has seen to it that all is quiet
   * @param progress is told what it does and waits for
   */
  public static AuditReport run(
      AuditSources sources, AuditMode mode, Duration patience, Consumer<String> progress)
      throws InterruptedException {
    return new Audit(sources, mode, progress, BETWEEN_LOOKS).run(patience);
  }

  /** Judges the shop while it runs, the two looks being so far apart. */
  static AuditReport runLive(AuditSources sources, Duration betweenLooks, Consumer<String> progress)
      throws InterruptedException {
    return new Audit(sources, AuditMode.LIVE, progress, betweenLooks).run(Duration.ZERO);
  }

  private AuditReport run(Duration patience) throws InterruptedException {
    long begin = System.nanoTime();
    String time = "";
    try {
      time = OrderActivity.clock(sources.orders()).toString();
      if (mode == AuditMode.FINAL && !patience.isZero()) {
        Optional<String> unrest = new Quiet(sources.orders(), progress).await(patience);
        if (unrest.isPresent()) {
          return nothing(new NotJudged("everything", unrest.get()), time, begin);
        }
      }
      Look look = Look.at(sources, mode, progress);
      if (mode == AuditMode.LIVE && !look.findings().violations().isEmpty()) {
        return report(confirmed(look), time, begin);
      }
      return report(look, time, begin);
    } catch (SourceAway e) {
      return nothing(new NotJudged(e.source(), e.why()), time, begin);
    }
  }

  /** What was on its way when it was seen is not there any more at the second look. */
  private Look confirmed(Look first) throws InterruptedException {
    progress.accept(
        "%d violations seen; looking again".formatted(first.findings().violations().size()));
    TimeUnit.NANOSECONDS.sleep(betweenLooks.toNanos());
    Look second = Look.at(sources, mode, progress);
    return second.keepingThoseOf(first);
  }

  private AuditReport report(Look look, String time, long begin) {
    List<Violation> violations = look.violations();
    Verdict verdict =
        !violations.isEmpty()
            ? Verdict.VIOLATIONS
            : look.notJudged().isEmpty() ? Verdict.CLEAN : Verdict.NOT_JUDGED;
    return new AuditReport(
        AuditReport.SCHEMA,
        sources.shop(),
        mode,
        verdict,
        time,
        seconds(begin),
        look.notJudged(),
        look.findings().figures().counts(),
        look.counts(),
        violations);
  }

  private AuditReport nothing(NotJudged why, String time, long begin) {
    return new AuditReport(
        AuditReport.SCHEMA,
        sources.shop(),
        mode,
        Verdict.NOT_JUDGED,
        time,
        seconds(begin),
        List.of(why),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of());
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / NANOS;
  }
}
