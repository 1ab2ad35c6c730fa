// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.type.Money;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.ListStatementRequest;
import souk.acquirer.v1.ListStatementResponse;
import souk.acquirer.v1.StatementEntry;

class StatementTest {
  private final List<StatementEntry> entries = new ArrayList<>();
  private boolean refuses;
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server = NettyServerBuilder.forPort(0).addService(new Acquirer()).build().start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void read_moreThanAPage_givesAllInOrder() {
    for (int i = 0; i < 2_500; i++) {
      entries.add(entry(StatementEntry.Operation.AUTHORIZED, "key" + i, 12, 340_000_000));
    }
    entries.add(
        StatementEntry.newBuilder()
            .setOperation(StatementEntry.Operation.VOIDED)
            .setAuthorizationKey("closed")
            .build());

    List<String> read = read();

    assertThat(read).hasSize(2_501).startsWith("AUTHORIZED key0 1234").endsWith("VOIDED closed 0");
  }

  @Test
  void read_exactlyAPageAndNothing_ends() {
    assertThat(read()).isEmpty();
    for (int i = 0; i < 1_000; i++) {
      entries.add(entry(StatementEntry.Operation.CAPTURED, "key" + i, 1, 0));
    }
    assertThat(read()).hasSize(1_000);
  }

  @Test
  void read_acquirerThatRefusesOrAnEntryNotUnderstood_isAway() {
    entries.add(StatementEntry.newBuilder().setOperationValue(99).build());
    assertThatThrownBy(this::read).isInstanceOf(SourceAway.class);
    refuses = true;
    assertThatThrownBy(this::read).isInstanceOf(SourceAway.class);
  }

  private List<String> read() {
    List<String> read = new ArrayList<>();
    new Statement("localhost:" + server.getPort())
        .read((entry, key, amount) -> read.add(entry + " " + key + " " + amount));
    return read;
  }

  private static StatementEntry entry(
      StatementEntry.Operation operation, String key, long units, int nanos) {
    return StatementEntry.newBuilder()
        .setOperation(operation)
        .setAuthorizationKey(key)
        .setAmount(Money.newBuilder().setCurrencyCode("EUR").setUnits(units).setNanos(nanos))
        .build();
  }

  /** Pages as the contract says: a token also after the last one. */
  private final class Acquirer extends AcquirerGrpc.AcquirerImplBase {
    @Override
    public void listStatement(
        ListStatementRequest request, StreamObserver<ListStatementResponse> answer) {
      if (refuses) {
        answer.onError(Status.INTERNAL.asRuntimeException());
        return;
      }
      int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
      int to = Math.min(from + request.getPageSize(), entries.size());
      answer.onNext(
          ListStatementResponse.newBuilder()
              .addAllEntries(entries.subList(from, to))
              .setNextPageToken(to == 0 ? "" : Integer.toString(to))
              .build());
      answer.onCompleted();
    }
  }
}
