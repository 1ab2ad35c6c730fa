// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import souk.lab.audit.AuditMode;
import souk.lab.audit.AuditReport;
import souk.lab.audit.AuditReport.NotJudged;
import souk.lab.audit.AuditReport.Verdict;
import souk.lab.audit.rule.Violation;
import souk.lab.audit.rule.Violation.Subject;
import souk.lab.audit.rule.ViolationKind;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.metrics.Meters;
import souk.lab.metrics.Reading;
import souk.lab.metrics.Sample;

/** What is shown of what is told. */
class PictureTest {
  private static final long SECOND = 1_000_000_000;

  private final Meters meters = new Meters();

  private static PartStatus part(String service, String name, String state) {
    return new PartStatus(service, name, state, 7, "-", "passing", "127.0.0.1:1", 5 << 20, "-");
  }

  private void told(String instance, long seconds, int calls, String breaker, int mails) {
    String text =
        """
        grpc_client_call_duration_seconds_bucket{grpc_method="A/B",grpc_status="OK",grpc_target="cart",le="0.01"} %1$d
        grpc_client_call_duration_seconds_count{grpc_method="A/B",grpc_status="OK",grpc_target="cart"} %1$d
        grpc_server_call_duration_seconds_count{grpc_method="A/B",grpc_status="OK"} %1$d
        souk_client_breaker_state{souk_breaker_state="%2$s",souk_call_class="read",souk_target="cart"} 1.0
        souk_client_breaker_state{souk_breaker_state="closed",souk_call_class="read",souk_target="payment"} 1.0
        souk_order_tasks_ended_total{souk_task_kind="receipt",souk_task_outcome="done"} %3$d
        souk_order_tasks{souk_task_kind="decide",souk_task_state="waiting"} 2
        souk_leader{souk_election="e"} 0.0
        souk_server_limit 8
        souk_server_limit_most 512
        """
            .formatted(calls, breaker, mails);
    meters.add(instance, seconds * SECOND, Reading.of(Sample.parse(instance, text)));
  }

  @Test
  void arrows_ofTwoCallers_areAddedUpAndShowOpenBreakers() {
    for (String instance : List.of("order-1", "order-2")) {
      told(instance, 0, 0, "closed", 0);
    }
    told("order-1", 2, 20, "open", 3);
    told("order-2", 2, 30, "closed", 1);
    Draughtsman drawn =
        new Draughtsman(
            List.of(
                part("order", "order-1", "running"),
                part("order", "order-2", "running"),
                part("mail", "mail", "running")),
            meters,
            2 * SECOND);

    List<Picture.Arrow> arrows = drawn.arrows((from, to) -> to.equals("cart") ? "cut" : "");
    assertThat(arrows).extracting(Picture.Arrow::to).containsExactly("cart", "mail", "payment");
    assertThat(arrows.getFirst().rate()).isEqualTo(25);
    assertThat(arrows.getFirst().p99()).isEqualTo(9.9);
    assertThat(arrows.getFirst().wire()).isEqualTo("cut");
    assertThat(arrows.getFirst().breakers()).containsExactly(Map.entry("order-1 read", "open"));
    assertThat(arrows.get(1).rate()).as("mails a second").isEqualTo(2);
    assertThat(arrows.getLast().rate()).as("a link without calls").isZero();
    assertThat(drawn.queue().waiting()).containsExactly(Map.entry("decide", 2.0));
    assertThat(drawn.leaders()).containsEntry("e", List.of());
    assertThat(drawn.stands().getFirst().limit()).isEqualTo(8);
  }

  @Test
  void stands_ofWhoDoesNothing_showNoFigures() {
    told("cart-1", 0, 0, "closed", 0);
    told("cart-2", 0, 0, "closed", 0);
    List<Picture.Stand> stands =
        new Draughtsman(
                List.of(part("cart", "cart-1", "killed"), part("cart", "cart-2", "paused")),
                meters,
                9 * SECOND)
            .stands();
    assertThat(stands).extracting(Picture.Stand::rate).containsOnlyNulls();
    assertThat(stands).extracting(Picture.Stand::metrics).containsExactly(false, false);
  }

  @Test
  void promise_ofAReport_isGreenOnlyWhenAllWasSeenAndIsWell() {
    Promise.View clean = Promise.of(report(Verdict.CLEAN, List.of(), List.of()), 5);
    assertThat(clean.verdict()).isEqualTo("CLEAN");
    assertThat(clean.orders()).isEqualTo(40);
    assertThat(clean.wrong()).isZero();

    Violation lost =
        new Violation(ViolationKind.ORDER_LOST, Subject.ORDER, "ord_1", "told CONFIRMED");
    Promise.View broken =
        Promise.of(
            report(Verdict.VIOLATIONS, List.of(lost), List.of(new NotJudged("carts", "away"))), 5);
    assertThat(broken.orders()).as("one that was told and is not there counts").isEqualTo(41);
    assertThat(broken.wrong()).isEqualTo(1);
    assertThat(broken.findings()).containsExactly("ORDER_LOST: told CONFIRMED");
    assertThat(broken.notJudged()).containsExactly("carts: away");
  }

  @Test
  void promise_nextAudit_isSoonOnlyWhereItMayFindSomethingElse() {
    long minute = 60_000;
    Promise.View clean = Promise.of(report(Verdict.CLEAN, List.of(), List.of()), minute);
    assertThat(clean.isDue(minute + 19_999, true)).isFalse();
    assertThat(clean.isDue(minute + 20_000, true)).isTrue();
    assertThat(clean.isDue(minute + 119_999, false)).as("nothing was decided").isFalse();
    assertThat(clean.isDue(minute + 120_000, false)).isTrue();
    Promise.View half = Promise.of(report(Verdict.NOT_JUDGED, List.of(), List.of()), minute);
    assertThat(half.isDue(minute + 20_000, false)).isTrue();
    assertThat(Promise.View.NOTHING_YET.isDue(minute, false)).isTrue();
  }

  @Test
  void changes_areNotedOnceAndNotWhenOneBeginsToLook() {
    Board board = new Board(InstantSource.system());
    Changes changes = new Changes(board);
    changes.note(picture("-"), true);
    changes.note(picture("warning"), true);
    changes.note(picture("warning"), false);
    assertThat(board.entries()).isEmpty();
    changes.note(picture("critical"), false);
    changes.note(picture("-"), false);
    changes.note(picture("critical"), false);
    changes.note(picture("passing"), false);
    assertThat(board.entries())
        .extracting(entry -> entry.kind() + " " + entry.part() + " " + entry.text())
        .containsExactly("health cart-1 critical", "health cart-1 passing");
  }

  private static Picture picture(String health) {
    Picture.Stand cart =
        new Picture.Stand(
            "cart", "cart-1", "running", 7, "-", health, 1, null, null, null, null, null, null);
    return new Picture(
        1,
        "shop",
        "up",
        Picture.Command.of("shop"),
        "",
        List.of(cart),
        List.of(),
        new Picture.Queue(new TreeMap<>(), 0, 0),
        new TreeMap<>(),
        new TreeMap<>(),
        Promise.View.NOTHING_YET,
        List.of());
  }

  private static AuditReport report(
      Verdict verdict, List<Violation> violations, List<NotJudged> notJudged) {
    SortedMap<String, Long> figures = new TreeMap<>();
    figures.put("judged.orders", 40L);
    SortedMap<String, Long> counts = new TreeMap<>();
    violations.forEach(each -> counts.merge(each.kind().name(), 1L, Long::sum));
    return new AuditReport(
        1, "shop", AuditMode.LIVE, verdict, "", 1.5, notJudged, figures, counts, violations);
  }
}
