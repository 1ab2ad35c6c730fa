// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is made of what an instance tells each second. */
class MetersTest {
  private static final long SECOND = 1_000_000_000;

  private final Meters meters = new Meters();

  private static Reading reading(int ok, int failed, int confirmed) {
    String text =
        """
        grpc_client_call_duration_seconds_bucket{grpc_method="A/B",grpc_status="OK",grpc_target="cart",le="0.01"} %1$d
        grpc_client_call_duration_seconds_bucket{grpc_method="A/B",grpc_status="OK",grpc_target="cart",le="0.02"} %1$d
        grpc_client_call_duration_seconds_bucket{grpc_method="A/B",grpc_status="OK",grpc_target="cart",le="+Inf"} %1$d
        grpc_client_call_duration_seconds_count{grpc_method="A/B",grpc_status="OK",grpc_target="cart"} %1$d
        grpc_client_call_duration_seconds_bucket{grpc_method="A/B",grpc_status="UNAVAILABLE",grpc_target="cart",le="0.01"} 0
        grpc_client_call_duration_seconds_bucket{grpc_method="A/B",grpc_status="UNAVAILABLE",grpc_target="cart",le="0.02"} %2$d
        grpc_client_call_duration_seconds_count{grpc_method="A/B",grpc_status="UNAVAILABLE",grpc_target="cart"} %2$d
        grpc_client_call_duration_seconds_count{grpc_method="A/B",grpc_status="NOT_FOUND",grpc_target="cart"} 0
        grpc_client_call_duration_seconds_count{grpc_method="A/WatchOrder",grpc_status="OK",grpc_target="cart"} 9
        grpc_server_call_duration_seconds_count{grpc_method="grpc.health.v1.Health/Check",grpc_status="OK"} 99
        souk_client_breaker_state{souk_breaker_state="open",souk_call_class="read",souk_target="cart"} 1.0
        souk_client_breaker_state{souk_breaker_state="closed",souk_call_class="read",souk_target="cart"} 0.0
        souk_order_changed_total{souk_order_reason="none",souk_order_state="confirmed"} %3$d
        souk_order_tasks{souk_task_kind="decide",souk_task_state="waiting"} 4
        souk_order_tasks{souk_task_kind="decide",souk_task_state="parked"} 1
        souk_leader{souk_election="e"} 1.0
        """
            .formatted(ok, failed, confirmed);
    return Reading.of(Sample.parse("order-1", text));
  }

  private Meters.Lately lately(long now) {
    return requireNonNull(meters.lately("order-1", now));
  }

  @Test
  void lately_overSomeSeconds_isWhatCameInThem() {
    meters.add("order-1", 0, reading(100, 0, 10));
    meters.add("order-1", 2 * SECOND, reading(180, 20, 14));
    Meters.Lately lately = lately(2 * SECOND);
    Histogram calls = requireNonNull(lately.calls().get("cart"));
    assertThat(lately.perSecond(calls.count())).isEqualTo(50);
    assertThat(lately.perSecond(calls.errors())).isEqualTo(10);
    assertThat(calls.quantile(0.4)).isCloseTo(0.005, within(0.001));
    assertThat(calls.quantile(0.99)).isBetween(0.019, 0.02);
    assertThat(lately.served().count()).as("health checks are left out").isZero();
    assertThat(meters.orders()).containsEntry("confirmed", 4L);
    assertThat(lately.latest().breakers()).containsEntry("cart/read", "open").hasSize(1);
    assertThat(lately.latest().waiting()).containsEntry("decide", 4.0);
    assertThat(lately.latest().value(Reading.PARKED)).isEqualTo(1);
    assertThat(lately.latest().leads()).containsEntry("e", true);
  }

  @Test
  void lately_afterARestart_countsFromNothing() {
    meters.add("order-1", 0, reading(100, 0, 10));
    meters.add("order-1", SECOND, reading(7, 0, 3));
    assertThat(requireNonNull(lately(SECOND).calls().get("cart")).count()).isEqualTo(7);
    assertThat(meters.orders()).containsEntry("confirmed", 3L);
  }

  @Test
  void lately_ofOneThatIsSilentOrGone_isNothing() {
    meters.add("order-1", 0, reading(1, 0, 0));
    assertThat(meters.lately("order-1", 2 * SECOND)).isNotNull();
    assertThat(meters.lately("order-1", 4 * SECOND)).isNull();
    meters.keep(Set.of("order-2"));
    assertThat(meters.lately("order-1", SECOND)).isNull();
  }

  @Test
  void quantile_beyondTheLastBound_isThatBound() {
    Histogram slow = requireNonNull(reading(0, 0, 0).calls().get("cart"));
    assertThat(slow.quantile(0.99)).isNaN();
    assertThat(new Histogram(slow.atMost(), 10, 0).quantile(0.99)).isEqualTo(0.02);
  }
}
