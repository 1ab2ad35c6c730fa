// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One wire to a server that sends back each byte that it gets. */
@Timeout(30)
class WireTest {
  private static final int BRIEFLY_MILLIS = 200;

  private final AtomicReference<Weather> weather = new AtomicReference<>(Weather.CLEAR);
  private final Traffic traffic = new Traffic();
  private final AtomicInteger heard = new AtomicInteger();
  private ServerSocket echo;
  private Wire wire;

  @BeforeEach
  void open() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.getLocalPort());
    wire = Wire.open(() -> target, weather::get, traffic, new SplittableRandom(1));
  }

  @AfterEach
  void close() throws IOException {
    wire.close();
    echo.close();
  }

  @Test
  void clear_aByte_comesBack() throws IOException {
    try (Socket caller = call()) {
      caller.getOutputStream().write(7);
      assertThat(caller.getInputStream().read()).isEqualTo(7);
      assertThat(traffic.sum().bytes()).isEqualTo(2);
    }
  }

  @Test
  void slow_aByte_takesTwiceTheDelay() throws IOException {
    weather.set(Weather.slow(Duration.ofMillis(40), Duration.ofMillis(10)));
    try (Socket caller = call()) {
      long begin = System.nanoTime();
      caller.getOutputStream().write(7);
      assertThat(caller.getInputStream().read()).isEqualTo(7);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(59));
    }
  }

  @Test
  void partition_untilItEnds_nothingIsHeard() throws IOException {
    weather.set(Weather.PARTITION);
    try (Socket caller = call()) {
      caller.setSoTimeout(BRIEFLY_MILLIS);
      caller.getOutputStream().write(7);
      assertThatThrownBy(caller.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
      assertThat(heard).hasValue(0);

      weather.set(Weather.CLEAR);
      caller.setSoTimeout(10_000);
      assertThat(caller.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void oneWay_aByte_isHeardAndNotAnswered() throws IOException {
    weather.set(Weather.ONE_WAY);
    try (Socket caller = call()) {
      caller.setSoTimeout(BRIEFLY_MILLIS);
      caller.getOutputStream().write(7);
      await().until(() -> heard.get() == 1);
      assertThatThrownBy(caller.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void resets_always_theConnectionIsReset() throws IOException {
    try (Socket caller = call()) {
      caller.getOutputStream().write(7);
      assertThat(caller.getInputStream().read()).isEqualTo(7);
      weather.set(Weather.CLEAR.withResets(1));
      assertThatThrownBy(caller.getInputStream()::read).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void refused_aConnection_comesToNothingAndTheOldOneIsReset() throws IOException {
    try (Socket before = call()) {
      before.getOutputStream().write(7);
      assertThat(before.getInputStream().read()).isEqualTo(7);
      weather.set(Weather.CLEAR.with(Passage.REFUSED));
      assertThatThrownBy(before.getInputStream()::read).isInstanceOf(SocketException.class);
    }
    try (Socket caller = call()) {
      assertThatThrownBy(caller.getInputStream()::read).isInstanceOf(SocketException.class);
    }
    assertThat(heard).hasValue(1);
  }

  private Socket call() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), wire.port());
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual().start(() -> sendBack(socket));
      } catch (IOException e) {
        // Closed, which ends the loop.
      }
    }
  }

  private void sendBack(Socket socket) {
    try (socket) {
      for (int each = socket.getInputStream().read();
          each >= 0;
          each = socket.getInputStream().read()) {
        heard.incrementAndGet();
        socket.getOutputStream().write(each);
      }
    } catch (IOException e) {
      // Cut, as some of the tests want it.
    }
  }
}
