// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import souk.lab.process.ChildSpec;
import souk.lab.process.LabException;
import souk.lab.process.Signal;

/**
 * Redis with an append-only file: what it answered survives kill -9, and all but the last second of
 * it the end of the machine.
 *
 * <p>It leaves the disk to {@link #toDisk()}. With {@code appendfsync everysec} it holds answered
 * writes back, for two seconds at most, while the disk is slow, and who kills it then takes them
 * along. With {@code always} it ends itself when the disk is full, rather than refuse to write.
 */
final class Redis implements Part {
  static final String NAME = "redis";
  private static final String FILE = "appendonly.aof";
  private static final int TIMEOUT_MILLIS = 1_000;

  private final ShopHome home;
  private final Path disk;
  private final Secrets secrets;
  private final int port;

  /**
   * @param disk where the folder of its data is made
   */
  Redis(ShopHome home, Path disk, Secrets secrets, int port) {
    this.home = home;
    this.disk = disk;
    this.secrets = secrets;
    this.port = port;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isStore() {
    return true;
  }

  @Override
  public String service() {
    return NAME;
  }

  String uri() {
    return "redis://" + address();
  }

  String password() {
    return secrets.password("redis-password");
  }

  /** Its settings are in a file because one of them is the password. */
  @Override
  public void prepare() {
    try {
      Path data = Files.createDirectories(data());
      secrets.write(
          config(),
          """
          bind 127.0.0.1
          port %d
          requirepass %s
          dir "%s"
          appendonly yes
          appendfilename %s
          appendfsync no
          save ""
          daemonize no
          maxmemory-policy noeviction
          """
              .formatted(port, password(), data, FILE));
    } catch (IOException e) {
      throw new LabException("can't write Redis's settings: " + e.getMessage(), e);
    }
  }

  @Override
  public ChildSpec spec() {
    return new ChildSpec(
        NAME,
        List.of(new Packages(home.cache()).redisServer().toString(), config().toString()),
        Programs.environment(),
        data(),
        home.log(NAME).file(),
        Signal.TERM,
        ChildSpec.Rank.STORE);
  }

  /** Not while it still loads its data. */
  @Override
  public boolean isReady() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(("AUTH " + password() + "\r\nPING\r\n").getBytes(US_ASCII));
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      return "+OK".equals(answers.readLine()) && "+PONG".equals(answers.readLine());
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void toDisk() throws IOException {
    try (FileChannel file = FileChannel.open(data().resolve(FILE), WRITE)) {
      file.force(false);
    } catch (NoSuchFileException e) {
      // It has not started yet, or is on a disk of its own in memory.
    }
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port;
  }

  private Path data() {
    return disk.resolve(NAME);
  }

  private Path config() {
    return secrets.file("redis.conf");
  }
}
