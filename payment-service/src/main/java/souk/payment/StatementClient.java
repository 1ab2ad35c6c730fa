// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.AcquirerGrpc.AcquirerBlockingStub;
import souk.acquirer.v1.ListStatementRequest;
import souk.acquirer.v1.ListStatementResponse;
import souk.acquirer.v1.StatementEntry;
import souk.service.Money;

/** Reads the acquirer's statement. Thread-safe; blocks no longer than its deadline. */
final class StatementClient {
  private final AcquirerBlockingStub stub;
  private final Duration deadline;

  StatementClient(Channel channel, Duration deadline) {
    this.stub = AcquirerGrpc.newBlockingStub(channel);
    this.deadline = deadline;
  }

  /**
   * What follows on a page.
   *
   * @param token the page's {@link StatementPage#nextToken}; empty for the beginning
   * @param size at most so many entries, 1 to 1,000; fewer mean that there are no more now
   * @throws StatusRuntimeException when the acquirer doesn't answer, or not what it should
   */
  StatementPage after(String token, int size) {
    ListStatementResponse page =
        stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
            .listStatement(
                ListStatementRequest.newBuilder().setPageToken(token).setPageSize(size).build());
    return new StatementPage(
        page.getEntriesList().stream().map(StatementClient::entry).toList(),
        page.getNextPageToken());
  }

  private static StatementPage.Entry entry(StatementEntry entry) {
    return new StatementPage.Entry(
        entry.getAuthorizationKey(),
        StatementPage.Operation.valueOf(entry.getOperation().name()),
        entry.hasAmount() ? Money.of(entry.getAmount()) : null);
  }
}
