// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import souk.lab.audit.AuditReport;
import souk.lab.audit.rule.ViolationKind;
import souk.lab.cluster.ControlledShop;
import souk.lab.process.LabException;

/**
 * Whether the shop keeps its promise: {@code ./souk audit} again and again while somebody watches,
 * in a process of its own, with a rest after each; a longer one while there is nothing new to
 * judge. Thread-safe.
 */
final class Promise implements Runnable {
  private static final int HEAP_MEGABYTES = 192;
  private static final long REST_MILLIS = 20_000;
  private static final long LONGEST_REST_MILLIS = 120_000;
  private static final long SECONDS_TO_AUDIT = 120;
  private static final int FINDINGS_SHOWN = 5;
  private static final Gson GSON = new Gson();

  private final ControlledShop shop;
  private final Programs programs;
  private final Board board;
  private final InstantSource clock;
  private final Supplier<SortedMap<String, Long>> orders;
  private volatile View view = View.NOTHING_YET;

  /**
   * What is known of the promise.
   *
   * @param at when the last audit ended, in milliseconds since 1970; 0 when none has
   * @param checking whether one goes on now
   * @param verdict CLEAN, VIOLATIONS, NOT_JUDGED, or empty
   * @param orders that there are, or that a client was told of
   * @param wrong violations
   * @param told those of them that a client who wrote it down was told of
   * @param moving those that had just changed, and so are judged by the next audit
   * @param seconds that it took
   * @param findings the first violations, for people
   * @param notJudged what could not be read, and why
   */
  record View(
      long at,
      boolean checking,
      String verdict,
      long orders,
      long wrong,
      long told,
      long moving,
      double seconds,
      List<String> findings,
      List<String> notJudged) {
    static final View NOTHING_YET = new View(0, false, "", 0, 0, 0, 0, 0, List.of(), List.of());

    View whileChecking(boolean now) {
      return new View(at, now, verdict, orders, wrong, told, moving, seconds, findings, notJudged);
    }

    /**
     * Whether it is time for the next audit.
     *
     * @param isNews whether any order was decided since this one began
     */
    boolean isDue(long now, boolean isNews) {
      boolean mayDiffer = isNews || moving > 0 || !verdict.equals(AuditReport.Verdict.CLEAN.name());
      return now - at >= (mayDiffer ? REST_MILLIS : LONGEST_REST_MILLIS);
    }
  }

  /**
   * @param orders how many were decided while somebody watched, by what became of them
   */
  Promise(
      ControlledShop shop,
      Programs programs,
      Board board,
      InstantSource clock,
      Supplier<SortedMap<String, Long>> orders) {
    this.orders = orders;
    this.shop = shop;
    this.programs = programs;
    this.board = board;
    this.clock = clock;
  }

  View view() {
    return view;
  }

  @Override
  public void run() {
    SortedMap<String, Long> judged = orders.get();
    boolean isNews = true;
    try {
      while (board.awaitWatcher()) {
        SortedMap<String, Long> decided = orders.get();
        isNews |= !decided.equals(judged);
        if (shop.state().equals("up") && view.isDue(clock.millis(), isNews)) {
          judged = decided;
          isNews = false;
          view = view.whileChecking(true);
          view = audit();
        }
        TimeUnit.SECONDS.sleep(1);
        // What is decided meanwhile is not counted.
        isNews |= !board.isWatched();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private View audit() throws InterruptedException {
    try {
      List<String> arguments = List.of("audit", "--json", "--name", shop.home().shop());
      Process process = programs.start(HEAP_MEGABYTES, arguments, false);
      try {
        AuditReport report = read(process);
        return report == null ? failed("the audit said nothing") : of(report, clock.millis());
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException | JsonParseException | LabException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  /** In a thread of its own, so that an audit that hangs is given up. */
  private static @Nullable AuditReport read(Process process)
      throws IOException, InterruptedException {
    Thread end =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    if (!process.waitFor(SECONDS_TO_AUDIT, TimeUnit.SECONDS)) {
                      process.destroyForcibly();
                    }
                  } catch (InterruptedException e) {
                    process.destroyForcibly();
                  }
                });
    try (Reader out = new InputStreamReader(process.getInputStream(), UTF_8)) {
      return GSON.fromJson(out, AuditReport.class);
    } finally {
      end.interrupt();
    }
  }

  private View failed(String why) {
    return new View(
        clock.millis(),
        false,
        AuditReport.Verdict.NOT_JUDGED.name(),
        0,
        0,
        0,
        0,
        0,
        List.of(),
        List.of(why));
  }

  /** What a report comes to. */
  static View of(AuditReport report, long at) {
    Map<String, Long> figures = report.figures();
    long lost = report.counts().getOrDefault(ViolationKind.ORDER_LOST.name(), 0L);
    return new View(
        at,
        false,
        report.verdict().name(),
        figures.getOrDefault("judged.orders", 0L) + lost,
        report.violationCount(),
        figures.getOrDefault("told.orders", 0L),
        figures.getOrDefault("orders.left_for_later", 0L),
        report.seconds(),
        report.violations().stream()
            .limit(FINDINGS_SHOWN)
            .map(each -> each.kind() + ": " + each.evidence())
            .toList(),
        report.notJudged().stream().map(each -> each.what() + ": " + each.why()).toList());
  }
}
