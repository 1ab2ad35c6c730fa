// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import souk.lab.history.Asked;
import souk.lab.history.HistoryWriter;
import souk.lab.history.Told;
import souk.v1.ShopGrpc;
import souk.v1.ShopGrpc.ShopBlockingStub;

/**
 * Asks the shop until it is answered or refused, and writes down what was asked and told. Confined
 * to one thread.
 */
final class Client implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Supplier<ManagedChannel> door;
  private final HistoryWriter history;
  private ManagedChannel channel;

  /**
   * @param door makes a new connection to the shop
   */
  Client(Supplier<ManagedChannel> door, HistoryWriter history) {
    this.door = door;
    this.history = history;
    this.channel = door.get();
  }

  /**
   * How long it asks.
   *
   * @param attempt how long one attempt may take
   * @param patience how long it goes on asking; zero for one attempt
   */
  record Manner(Duration attempt, Duration patience) {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** With the gateway's budget for a change, and for longer than any store takes to come back. */
    static final Manner PERSISTENT = new Manner(Duration.ofSeconds(5), PATIENCE);

    /** Too short for a decision that somebody holds up: a PENDING order is the answer. */
    static final Manner IMPATIENT = new Manner(Duration.ofSeconds(1), PATIENCE);

    static Manner once(Duration attempt) {
      return new Manner(attempt, Duration.ZERO);
    }

    static Manner of(Duration attempt) {
      return new Manner(attempt, PATIENCE);
    }
  }

  /**
   * What came of it.
   *
   * @param value null when it was refused, or never answered
   * @param codes how each attempt ended
   * @param reason of the last refusal, where it had one
   */
  record Result<T>(@Nullable T value, List<Status.Code> codes, @Nullable String reason) {
    T orUnclean() throws Unclean {
      T answer = value;
      if (answer == null) {
        throw new Unclean("no answer but " + summary() + (reason == null ? "" : " " + reason));
      }
      return answer;
    }

    /** How many attempts ended how. */
    String summary() {
      Map<Status.Code, Integer> counts = new EnumMap<>(Status.Code.class);
      codes.forEach(code -> counts.merge(code, 1, Integer::sum));
      return counts.toString();
    }
  }

  /** Makes the history's line of an answer. */
  interface Telling<T> {
    Told told(List<Status.Code> codes, Duration latency, T answer);
  }

  <T> Result<T> ask(
      Asked asked, Manner manner, Function<ShopBlockingStub, T> call, Telling<T> telling) {
    List<Status.Code> codes = new ArrayList<>();
    long begin = System.nanoTime();
    long operation = history.ask(asked);
    while (true) {
      try {
        T answer =
            call.apply(
                ShopGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(manner.attempt().toMillis(), TimeUnit.MILLISECONDS));
        codes.add(Status.Code.OK);
        history.tell(operation, telling.told(codes, since(begin), answer));
        return new Result<>(answer, codes, null);
      } catch (StatusRuntimeException failure) {
        codes.add(failure.getStatus().getCode());
        if (isRefusal(failure) || since(begin).compareTo(manner.patience()) >= 0) {
          String reason = reasonOf(failure);
          history.tell(operation, Told.error(codes, since(begin), reason));
          return new Result<>(null, codes, reason);
        }
        // To another gateway, should this one be dead.
        channel.shutdownNow();
        channel = door.get();
        pause();
      }
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static boolean isRefusal(StatusRuntimeException failure) {
    return switch (failure.getStatus().getCode()) {
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION -> true;
      default -> false;
    };
  }

  private static @Nullable String reasonOf(StatusRuntimeException failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return null;
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException e) {
          return null;
        }
      }
    }
    return null;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
