// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status.Code;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the end of an attempt says of its instance. */
class AttemptTracerTest {
  private static final int SAMPLES = EjectionPolicy.DEFAULT.samples();

  private final Time time = new Time();
  private final Instances instances = new Instances(EjectionPolicy.DEFAULT, time, out -> {});
  private final Instance instance = instances.newInstance("a");

  @ParameterizedTest
  @CsvSource({
    "OK, headers+trailers, ANSWERED",
    "NOT_FOUND, trailers, ANSWERED",
    "UNAVAILABLE, none, FAILED",
    "UNAVAILABLE, trailers, FAILED",
    "UNAVAILABLE, pushback, ALIVE",
    "INTERNAL, headers+trailers, FAILED",
    "UNKNOWN, trailers, FAILED",
    "DATA_LOSS, trailers, FAILED",
    "RESOURCE_EXHAUSTED, trailers, ALIVE",
    "RESOURCE_EXHAUSTED, none, NOTHING",
    "DEADLINE_EXCEEDED, none, NO_ANSWER",
    "DEADLINE_EXCEEDED, headers, NOTHING",
    "DEADLINE_EXCEEDED, trailers, ALIVE",
    "CANCELLED, none, NO_ANSWER",
    "CANCELLED, trailers, NOTHING",
  })
  void closed_unaryAtItsDeadline_says(Code code, String came, String said) {
    assertThat(said(MethodType.UNARY, code, came, in(1_999_999))).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({
    "CANCELLED, none, NOTHING",
    "DEADLINE_EXCEEDED, none, NO_ANSWER",
    "UNAVAILABLE, none, FAILED"
  })
  void closed_unaryBeforeItsDeadline_says(Code code, String came, String said) {
    assertThat(said(MethodType.UNARY, code, came, in(2_000_000))).isEqualTo(said);
    assertThat(said(MethodType.UNARY, code, came, null)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, none, FAILED",
    "UNAVAILABLE, headers, ALIVE", // by the headers; its end says nothing more
    "OK, headers+trailers, ALIVE",
  })
  void closed_stream_says(Code code, String came, String said) {
    assertThat(said(MethodType.SERVER_STREAMING, code, came, null)).isEqualTo(said);
    assertThat(instance.failuresInARow).isEqualTo(said.equals("FAILED") ? 1 : 0);
  }

  @Test
  void closed_streamThatBegan_isNoFailure() {
    AttemptTracer tracer = tracer(MethodType.SERVER_STREAMING, null);
    tracer.streamCreated(Attributes.EMPTY, new Metadata());
    tracer.inboundHeaders(new Metadata());
    tracer.streamClosed(Code.UNAVAILABLE.toStatus());
    assertThat(instance.failuresInARow).isZero();
  }

  @Test
  void closed_neverCreated_saysNothing() {
    tracer(MethodType.UNARY, null).streamClosed(Code.UNAVAILABLE.toStatus());
    assertThat(instance.failuresInARow).isZero();
    assertThat(instance.outstanding).isZero();
  }

  @Test
  void created_unaryOnly_countsAsUnderWay() {
    AttemptTracer unary = tracer(MethodType.UNARY, null);
    unary.streamCreated(Attributes.EMPTY, new Metadata());
    tracer(MethodType.SERVER_STREAMING, null).streamCreated(Attributes.EMPTY, new Metadata());
    assertThat(instance.outstanding).isEqualTo(1);
    unary.streamClosed(Code.OK.toStatus());
    assertThat(instance.outstanding).isZero();
  }

  private Deadline in(long nanos) {
    return Deadline.after(nanos, TimeUnit.NANOSECONDS, time.frozen());
  }

  private AttemptTracer tracer(MethodType type, @Nullable Deadline deadline) {
    return new AttemptTracer(
        new AttemptTracer.Factory(instances, instance, method(type), time), deadline);
  }

  /** What it did to what is known of the instance; each answer is told often enough to count. */
  private String said(MethodType type, Code code, String came, @Nullable Deadline deadline) {
    Instance before = instances.newInstance("before");
    instance.answeredNanos = before.answeredNanos;
    instance.forgetFailures();
    int times = code == Code.OK || code == Code.NOT_FOUND ? SAMPLES : 1;
    long began = time.nanoTime();
    for (int i = 0; i < times; i++) {
      attempt(tracer(type, deadline), code, came);
    }
    assertThat(instance.outstanding).isZero();
    if (instance.failuresInARow > 0) {
      return "FAILED";
    }
    if (instance.waitedInVainNanos > 0) {
      return "NO_ANSWER";
    }
    if (instance.slowness() > 0) {
      return "ANSWERED";
    }
    return instance.answeredNanos - began > 0 ? "ALIVE" : "NOTHING";
  }

  private void attempt(AttemptTracer tracer, Code code, String came) {
    tracer.streamCreated(Attributes.EMPTY, new Metadata());
    time.nanos += 1_000_000;
    if (came.contains("headers")) {
      tracer.inboundHeaders(new Metadata());
    }
    if (came.contains("trailers") || came.equals("pushback")) {
      Metadata trailers = new Metadata();
      if (came.equals("pushback")) {
        trailers.put(
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), "-1");
      }
      tracer.inboundTrailers(trailers);
    }
    tracer.streamClosed(code.toStatus());
  }

  private static MethodDescriptor<Integer, Integer> method(MethodType type) {
    return MethodDescriptor.<Integer, Integer>newBuilder(new Nothing(), new Nothing())
        .setFullMethodName("test.Service/" + type)
        .setType(type)
        .build();
  }

  private static final class Nothing implements MethodDescriptor.Marshaller<Integer> {
    @Override
    public InputStream stream(Integer value) {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public Integer parse(InputStream stream) {
      return 0;
    }
  }

  private static final class Time extends Deadline.Ticker {
    private long nanos = -5_000_000_000L;

    @Override
    public long nanoTime() {
      return nanos;
    }

    /** Another that stands still, so that what is left of a deadline is what the test says. */
    Deadline.Ticker frozen() {
      return new Deadline.Ticker() {
        @Override
        public long nanoTime() {
          return 0;
        }
      };
    }
  }
}
