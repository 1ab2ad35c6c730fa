// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** INTERNAL over HTTP/2, said by a server and made up by the transport. */
class BrokenStreamTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int PREFACE_BYTES = 24;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int ACK = 1;
  private static final int INTERNAL_ERROR = 2;

  @Test
  void read_streamIsReset_isTriedAgain() throws Exception {
    AtomicInteger streams = new AtomicInteger();
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> resetAll(socket, streams));

      assertThat(codeOfReadAt(socket.getLocalPort())).isEqualTo(Status.Code.INTERNAL);
    }
    assertThat(streams).hasValue(RetryPolicy.DEFAULT.maxAttempts());
  }

  @Test
  void read_serverSaysInternal_isNotTriedAgain() throws Exception {
    TestService service = new TestService();
    service.always((request, answers) -> answers.onError(Status.INTERNAL.asRuntimeException()));
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(service.bind())
            .build()
            .start();
    try {
      assertThat(codeOfReadAt(server.getPort())).isEqualTo(Status.Code.INTERNAL);
    } finally {
      server.shutdownNow();
    }
    assertThat(service.received).hasSize(1);
  }

  private static Status.Code codeOfReadAt(int port) {
    ManagedChannel channel =
        Grpc.newChannelBuilder("dns:///127.0.0.1:" + port, InsecureChannelCredentials.create())
            .disableRetry()
            .build();
    try {
      ClientCalls.blockingUnaryCall(
          ClientResilience.forTarget("broken", "test.example")
              .deadline(DEADLINE)
              .build()
              .wrap(channel),
          TestService.READ,
          CallOptions.DEFAULT,
          "hello");
      throw new AssertionError("answered");
    } catch (StatusRuntimeException failure) {
      return failure.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  /** As little of HTTP/2 as it takes to refuse each stream without a word of gRPC (RFC 9113). */
  private static void resetAll(ServerSocket socket, AtomicInteger streams) {
    try (Socket connection = socket.accept()) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      DataOutputStream out = new DataOutputStream(connection.getOutputStream());
      in.skipNBytes(PREFACE_BYTES);
      frame(out, 0, SETTINGS, 0, 0);
      while (true) {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        in.skipNBytes(lengthAndType >>> Byte.SIZE);
        int type = lengthAndType & 0xff;
        if (type == SETTINGS && flags == 0) {
          frame(out, 0, SETTINGS, ACK, 0);
        } else if (type == HEADERS) {
          streams.incrementAndGet();
          frame(out, Integer.BYTES, RST_STREAM, 0, stream);
          out.writeInt(INTERNAL_ERROR);
        }
      }
    } catch (IOException theClientHasGone) {
      // That is how it ends.
    }
  }

  private static void frame(DataOutputStream out, int length, int type, int flags, int stream)
      throws IOException {
    out.writeInt(length << Byte.SIZE | type);
    out.writeByte(flags);
    out.writeInt(stream);
  }
}
