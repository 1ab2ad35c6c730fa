// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.ListStatementRequest;
import souk.acquirer.v1.ListStatementResponse;
import souk.acquirer.v1.StatementEntry;
import souk.lab.audit.rule.ChargeEntry;
import souk.lab.history.MinorUnits;

/** The acquirer's statement, asked of it as anyone may. */
public final class Statement {
  private static final String NAME = "acquirer";
  private static final int PAGE = 1_000;
  private static final long DEADLINE_SECONDS = 5;

  private final String address;

  /**
   * @param address host:port
   */
  public Statement(String address) {
    this.address = address;
  }

  /** Takes an entry. */
  @FunctionalInterface
  public interface EntryConsumer {
    /**
     * Takes it.
     *
     * @param amount in minor units; 0 where nothing was reserved
     */
    void accept(ChargeEntry entry, String key, long amount);
  }

  /**
   * All entries, oldest first.
   *
   * @throws SourceAway when not all could be read
   */
  public void read(EntryConsumer consumer) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      AcquirerGrpc.AcquirerBlockingStub acquirer =
          AcquirerGrpc.newBlockingStub(channel).withWaitForReady();
      String token = "";
      int size = PAGE;
      while (size == PAGE) {
        ListStatementResponse page =
            acquirer
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .listStatement(
                    ListStatementRequest.newBuilder()
                        .setPageSize(PAGE)
                        .setPageToken(token)
                        .build());
        page.getEntriesList().forEach(entry -> take(entry, consumer));
        token = page.getNextPageToken();
        size = page.getEntriesCount();
      }
    } catch (StatusRuntimeException e) {
      throw new SourceAway(
          NAME, "no statement from " + address + ": " + e.getStatus().getCode(), e);
    } finally {
      channel.shutdownNow();
    }
  }

  private static void take(StatementEntry entry, EntryConsumer consumer) {
    ChargeEntry kind =
        switch (entry.getOperation()) {
          case AUTHORIZED -> ChargeEntry.AUTHORIZED;
          case DECLINED -> ChargeEntry.DECLINED;
          case CAPTURED -> ChargeEntry.CAPTURED;
          case CAPTURE_REFUSED -> ChargeEntry.CAPTURE_REFUSED;
          case VOIDED -> ChargeEntry.VOIDED;
          case REFUNDED -> ChargeEntry.REFUNDED;
          case OPERATION_UNSPECIFIED, UNRECOGNIZED ->
              throw new SourceAway(NAME, "an entry that is not understood: " + entry);
        };
    long amount = entry.hasAmount() ? MinorUnits.of(entry.getAmount()) : 0;
    consumer.accept(kind, entry.getAuthorizationKey(), amount);
  }
}
