// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.LoadBalancer.FixedResultPicker;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which calls a picker lets try an instance first, and what it makes of a pick. */
class InstancePickerTest {
  private final TwoInstances two = new TwoInstances();
  private final PickResult ofA = PickResult.withError(Status.UNAVAILABLE.withDescription("a"));
  private final PickResult ofB = PickResult.withError(Status.UNAVAILABLE.withDescription("b"));
  private final InstancePicker picker =
      new InstancePicker(
          two.instances,
          two.time,
          Map.of(two.a, new FixedResultPicker(ofA), two.b, new FixedResultPicker(ofB)));

  @ParameterizedTest
  @CsvSource({
    "UNARY, true, false, true",
    "UNARY, true, true, true",
    "UNARY, false, false, false",
    "SERVER_STREAMING, true, true, false"
  })
  void pick_trialIsDue_isForCallsThatAreRepeated(
      MethodType type, boolean idempotent, boolean safe, boolean tries) {
    two.hang(two.a, two.b);
    two.time.advance(1_000);

    assertThat(picker.pickSubchannel(new Args(type, idempotent, safe))).isSameAs(tries ? ofA : ofB);
  }

  @Test
  void pick_withoutAConnection_isWhatItIs() {
    assertThat(picker.pickSubchannel(new Args(MethodType.UNARY, true, true))).isIn(ofA, ofB);
  }

  private static final class Args extends PickSubchannelArgs {
    private final MethodDescriptor<byte[], byte[]> method;

    Args(MethodType type, boolean idempotent, boolean safe) {
      method =
          MethodDescriptor.<byte[], byte[]>newBuilder(new Nothing(), new Nothing())
              .setFullMethodName("test.Service/Any")
              .setType(type)
              .setIdempotent(idempotent)
              .setSafe(safe)
              .build();
    }

    @Override
    public CallOptions getCallOptions() {
      return CallOptions.DEFAULT;
    }

    @Override
    public Metadata getHeaders() {
      return new Metadata();
    }

    @Override
    public MethodDescriptor<?, ?> getMethodDescriptor() {
      return method;
    }
  }

  private static final class Nothing implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      return new byte[0];
    }
  }
}
