// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Outcome;
import souk.lab.cluster.Control.Reply;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;

class ControlTest {
  @TempDir private Path folder;
  private Path socket;
  private ControlServer server;

  @BeforeEach
  void open() throws Exception {
    socket = folder.resolve("control.sock");
    server = ControlServer.open(socket, ControlTest::answer);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void ask_progressThenReply_comeInOrder() throws Exception {
    List<String> progress = new ArrayList<>();
    try (Connection connection = Connection.to(socket)) {
      Reply reply = connection.ask(new Request(Verb.STOP, "cart-1", false), progress::add);
      assertThat(reply).isEqualTo(new Reply(Outcome.FAILED, "no \"cart-1\"\n", null));
    }
    assertThat(progress).containsExactly("one", "two");
  }

  @Test
  void ask_otherEndGoesAway_throws() throws Exception {
    try (Connection connection = Connection.to(socket)) {
      assertThatThrownBy(() -> connection.ask(new Request(Verb.DOWN, "", false), line -> {}))
          .isInstanceOf(IOException.class)
          .hasMessage("the supervisor went away");
    }
  }

  @Test
  void open_socket_isTheOwnersAlone_andGoesWithTheServer() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    server.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void serve_nonsense_isDroppedAndTheNextIsServed() throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap("{nonsense\n".getBytes(StandardCharsets.UTF_8)));
      assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(-1);
    }
    ask_progressThenReply_comeInOrder();
  }

  private static void answer(Request request, Connection connection) {
    if (request.verb() == Verb.DOWN) {
      return;
    }
    connection.reply(new Reply(Outcome.PROGRESS, "one", null));
    connection.reply(new Reply(Outcome.PROGRESS, "two", null));
    connection.reply(new Reply(Outcome.FAILED, "no \"" + request.target() + "\"\n", null));
  }
}
