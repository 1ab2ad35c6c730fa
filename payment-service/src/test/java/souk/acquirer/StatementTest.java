// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.service.GrpcExtension.failureOf;
import static souk.service.GrpcExtension.fields;

import com.google.type.Money;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.AcquirerGrpc.AcquirerBlockingStub;
import souk.acquirer.v1.AuthorizeRequest;
import souk.acquirer.v1.CaptureRequest;
import souk.acquirer.v1.ListStatementRequest;
import souk.acquirer.v1.ListStatementResponse;
import souk.acquirer.v1.StatementEntry;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** The statement's pages, and what the acquirer refuses to read at all. */
class StatementTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private AcquirerBlockingStub acquirer;

  @BeforeEach
  void serve() throws IOException {
    acquirer =
        AcquirerGrpc.newBlockingStub(
            grpc.serve(SimulatedAcquirer.on(postgres.database(), InstantSource.system())));
    postgres
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "TRUNCATE statement_entry, card_authorization, operation;"
                        + " UPDATE statement_tail SET last_position = 0"));
  }

  @Test
  void listStatement_nothingDone_emptyWithoutToken() {
    assertThat(page(0, "")).isEqualTo(ListStatementResponse.getDefaultInstance());
  }

  @Test
  void listStatement_pages_goOnLaterFromTheLastOne() {
    for (int i = 0; i < 5; i++) {
      authorize("k" + i);
    }
    ListStatementResponse first = page(3, "");
    ListStatementResponse second = page(3, first.getNextPageToken());
    ListStatementResponse nothingNew = page(3, second.getNextPageToken());
    authorize("k5");
    ListStatementResponse later = page(3, nothingNew.getNextPageToken());

    assertThat(keys(first)).containsExactly("k0", "k1", "k2");
    assertThat(keys(second)).containsExactly("k3", "k4");
    assertThat(nothingNew.getEntriesList()).isEmpty();
    assertThat(keys(later)).containsExactly("k5");
  }

  @Test
  void listStatement_whileOthersAppend_missesNone() throws Exception {
    int writers = 8;
    int each = 40;
    Set<String> seen = new HashSet<>();
    List<String> twice = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int number = writer;
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    authorize("w" + number + "-" + i);
                  }
                }));
      }
      String token = "";
      boolean finished = false;
      while (true) {
        // Asked before the page: what was done by then must be in this page or an earlier one.
        finished = done.stream().allMatch(Future::isDone);
        ListStatementResponse page = page(7, token);
        for (StatementEntry entry : page.getEntriesList()) {
          if (!seen.add(entry.getAuthorizationKey())) {
            twice.add(entry.getAuthorizationKey());
          }
        }
        token = page.getNextPageToken();
        if (finished && page.getEntriesCount() == 0) {
          break;
        }
      }
      for (Future<?> writer : done) {
        writer.get();
      }
    }
    assertThat(twice).isEmpty();
    assertThat(seen).hasSize(writers * each);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, '', page_size",
    "1001, '', page_size",
    "10, 12, page_token",
    "10, stm_x, page_token",
    "10, stm_9999999999999999999, page_token",
  })
  void listStatement_badInput_namesTheField(int size, String token, String field) {
    assertThat(fields(failureOf(() -> page(size, token)))).containsExactly(field);
  }

  @Test
  void authorize_badInput_namesAllFieldsAndRecordsNothing() {
    StatusRuntimeException failure =
        failureOf(
            () ->
                acquirer.authorize(
                    AuthorizeRequest.newBuilder()
                        .setKey("Key")
                        .setAmount(Money.newBuilder().setCurrencyCode("EUR").setUnits(-1))
                        .setCardToken("4111111111111111")
                        .build()));

    assertThat(fields(failure)).containsExactlyInAnyOrder("key", "card_token", "amount");
    assertThat(failure.getMessage()).doesNotContain("4111");
    assertThat(page(0, "").getEntriesList()).isEmpty();
  }

  @Test
  void capture_badKeys_namesBoth() {
    assertThat(
            fields(
                failureOf(
                    () ->
                        acquirer.capture(
                            CaptureRequest.newBuilder().setKey("a".repeat(65)).build()))))
        .containsExactly("key", "authorization_key");
  }

  private void authorize(String key) {
    acquirer.authorize(
        AuthorizeRequest.newBuilder()
            .setKey(key)
            .setAmount(Money.newBuilder().setCurrencyCode("EUR").setUnits(1))
            .setCardToken("tok_visa")
            .build());
  }

  private ListStatementResponse page(int size, String token) {
    return acquirer.listStatement(
        ListStatementRequest.newBuilder().setPageSize(size).setPageToken(token).build());
  }

  private static List<String> keys(ListStatementResponse page) {
    return page.getEntriesList().stream().map(StatementEntry::getAuthorizationKey).toList();
  }
}
