// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person is told of what the instances tell. */
class CallsReportTest {
  private static final String WELL =
      """
      # TYPE souk_client_breaker_state gauge
      souk_client_breaker_state{souk_breaker_state="closed",souk_call_class="read",souk_target="catalog"} 1.0
      souk_client_breaker_refused_total{souk_call_class="read",souk_target="catalog"} 0.0
      souk_client_bulkhead_calls{souk_target="catalog"} 3.0
      souk_client_bulkhead_limit{souk_target="catalog"} 512.0
      souk_server_limit 512.0
      souk_server_limit_most 512.0
      souk_server_calls 1.0
      souk_server_shed_total{souk_priority="low"} 0.0
      """;

  private static Scrapes scrapes(String... texts) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      samples.addAll(Sample.parse("order-" + (i + 1), texts[i]));
    }
    return new Scrapes(samples, List.of());
  }

  @Test
  void lines_allIsWell_saysSoInAWordEach() {
    assertThat(new CallsReport(scrapes(WELL), false).lines())
        .containsExactly(
            "Breakers: 1 of 1 closed",
            "Ejected:  none",
            "Limits:   none lowered, nothing shed",
            "Tasks:    none wait; 0 parked");
    assertThat(new CallsReport(scrapes(WELL), true).lines())
        .anyMatch(line -> line.contains("order-1 → catalog/read") && line.contains("closed"))
        .anyMatch(line -> line.contains("3 of 512 under way"));
  }

  @Test
  void lines_whatIsNot_isNamed() {
    String ill =
        """
        souk_client_breaker_state{souk_breaker_state="open",souk_call_class="write",souk_target="payment"} 1.0
        souk_client_breaker_refused_total{souk_call_class="write",souk_target="payment"} 12.0
        grpc_lb_ejecting_least_request_instances{grpc_lb_instance_state="ejected",grpc_target="consul:///cart"} 1.0
        grpc_lb_ejecting_least_request_instances{grpc_lb_instance_state="in",grpc_target="consul:///cart"} 1.0
        souk_server_limit 400.0
        souk_server_limit_most 512.0
        souk_server_shed_total{souk_priority="low"} 7.0
        souk_leader{souk_election="souk/payment/reconciler"} 1.0
        souk_order_tasks{souk_task_kind="settle",souk_task_state="waiting"} 5.0
        souk_order_tasks{souk_task_kind="settle",souk_task_state="parked"} 1.0
        souk_order_task_age_seconds{souk_task_kind="settle"} 31.5
        """;

    List<String> lines =
        new CallsReport(scrapes(ill, ill.replace("reconciler\"} 1", "reconciler\"} 0")), false)
            .lines();

    assertThat(lines)
        .anyMatch(line -> line.matches(" +order-1 → payment/write +open +12 refused"))
        .contains("Ejected:  order-1 → cart: 1 ejected, order-2 → cart: 1 ejected")
        .anyMatch(line -> line.contains("order-1") && line.contains("400 of 512 at once"))
        .contains("Leader:   order-1 of souk/payment/reconciler")
        .contains("Tasks:    settle 5; the oldest 32 s; 1 parked");
  }
}
