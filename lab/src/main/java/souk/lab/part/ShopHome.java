// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import souk.lab.process.LabException;
import souk.lab.process.Ledger;
import souk.lab.process.LogFile;

/**
 * Where one shop of this machine keeps everything; its owner's alone.
 *
 * @param root the clone's folder
 * @param folder the shop's own folder
 * @param cache what all shops share: programs unpacked or built once
 * @param shop the shop's name
 */
public record ShopHome(Path root, Path folder, Path cache, String shop) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

  /** A socket's path may have 104 bytes on macOS, 108 on Linux, its end included. */
  private static final int MAX_SOCKET_PATH_BYTES = 100;

  private static final long NEEDED_BYTES = 300L << 20;

  /**
   * Finds the places; makes none of them. State is in {@code SOUK_STATE_DIR}, by default {@code
   * .souk} in the clone; what is shared in the user's cache folder.
   */
  public static ShopHome of(Path root, String shop, Map<String, String> environment) {
    if (!NAME.matcher(shop).matches()) {
      throw new LabException(
          "'" + shop + "' can't be a shop's name: a-z, then a-z, 0-9 and '-', 31 at most");
    }
    Path state = Path.of(environment.getOrDefault("SOUK_STATE_DIR", root + "/.souk"));
    Path caches =
        Path.of(
            environment.getOrDefault(
                "XDG_CACHE_HOME", environment.getOrDefault("HOME", "/tmp") + "/.cache"));
    return new ShopHome(
        root.toAbsolutePath().normalize(),
        state.toAbsolutePath().normalize().resolve(shop),
        caches.toAbsolutePath().normalize().resolve("souk"),
        shop);
  }

  /** Makes the folders, for the owner's eyes only; says in one line why it can't. */
  public ShopHome create() {
    try {
      for (Path each : new Path[] {folder, data(), logs(), secrets()}) {
        createPrivate(each);
      }
      Files.createDirectories(cache);
      // Fails on a folder that another user made, who could listen in our place.
      createPrivate(requireNonNull(socket().getParent(), "parent"));
      Path probe = Files.createTempFile(folder, "probe", "");
      Files.delete(probe);
    } catch (IOException e) {
      throw new LabException("can't write in " + folder + ": " + reason(e), e);
    }
    long free = folder.toFile().getUsableSpace();
    if (free < NEEDED_BYTES) {
      throw new LabException(
          "the disk of %s is full: %d MB free, %d MB needed"
              .formatted(folder, free >> 20, NEEDED_BYTES >> 20));
    }
    return this;
  }

  /** What the stores keep between runs. */
  public Path data() {
    return folder.resolve("data");
  }

  /** Where the small disks are, in shops that have them. */
  public Path disks() {
    return folder.resolve("disks");
  }

  /** A store's own small disk. */
  public Path disk(String store) {
    return disks().resolve(store);
  }

  public Path logs() {
    return folder.resolve("logs");
  }

  /** The log of one part. */
  public LogFile log(String name) {
    return new LogFile(logs().resolve(name + ".log"));
  }

  /** What clients asked and were told, as souk.lab.history writes it. */
  public Path history() {
    return folder.resolve("history");
  }

  /** The mails that were delivered here, a file each. */
  public Path mails() {
    return folder.resolve("mails");
  }

  public Path secrets() {
    return folder.resolve("secrets");
  }

  /**
   * The class path of this run: a rebuild while it runs does not pull it from under the services.
   */
  public Path lib() {
    return folder.resolve("lib");
  }

  /** Jars that only experiments use, each named by what asks for it: on no class path by itself. */
  public Path extras() {
    return folder.resolve("extras");
  }

  /** Where crash points are armed, in shops that have them. */
  public Path faults() {
    return folder.resolve("faults");
  }

  /** What the build made. */
  public Path builtLib() {
    return root.resolve("lab/target/shop/lib");
  }

  /** The archive of classes that goes with {@link #builtLib}; absent until a shop was trained. */
  public Path builtClassArchive() {
    return root.resolve("lab/target/shop/shop.jsa");
  }

  /** The archive of classes that goes with {@link #lib}; absent when there was none. */
  public Path classArchive() {
    return folder.resolve("shop.jsa");
  }

  /** What a shop in training records. */
  Path classList() {
    return folder.resolve("shop.classes");
  }

  /** The port of a store or an outside party, once it has been chosen. */
  public OptionalInt fixedPort(String part) {
    return FixedPorts.read(ports(), part);
  }

  Path ports() {
    return folder.resolve("ports");
  }

  public Path lock() {
    return folder.resolve("lock");
  }

  public Ledger ledger() {
    return new Ledger(folder.resolve("processes"));
  }

  /**
   * Where the shop's supervisor listens: in the shop's folder, or, if that path is too long, below
   * the temp folder.
   */
  public Path socket() {
    Path near = folder.resolve("control.sock");
    if (near.toString().getBytes(UTF_8).length <= MAX_SOCKET_PATH_BYTES) {
      return near;
    }
    String hash = HexFormat.of().toHexDigits(folder.toString().hashCode());
    return Path.of(System.getProperty("java.io.tmpdir"), "souk-" + System.getProperty("user.name"))
        .resolve(shop + "-" + hash + ".sock");
  }

  private static void createPrivate(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
