// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import souk.lab.process.LabException;

/** Programs that come inside jars, unpacked once into the cache that all shops share. */
final class Packages {
  private static final boolean MACOS = System.getProperty("os.name").startsWith("Mac");
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  private final Path cache;

  Packages(Path cache) {
    this.cache = cache;
  }

  /** PostgreSQL's folder, with bin, lib and share. */
  Path postgres() {
    String archive =
        "/postgres-" + (MACOS ? "darwin" : "linux") + (ARM ? "-arm_64" : "-x86_64") + ".txz";
    return unpacked("postgres", archive, Packages::unpackTar);
  }

  /** The redis-server program. */
  Path redisServer() {
    String system = MACOS ? "darwin" : "linux";
    String release = ARM && !MACOS ? "6.2.7" : "6.2.6-v5";
    String program = "/redis-server-" + release + "-" + system + (ARM ? "-arm64" : "-amd64");
    return unpacked("redis", program, Packages::copyProgram).resolve("redis-server");
  }

  private interface Unpacking {
    void into(Path folder, InputStream in) throws IOException;
  }

  /**
   * Unpacks beside and renames: a folder in the cache is whole, however many shops start at once.
   */
  private Path unpacked(String name, String resource, Unpacking unpacking) {
    try {
      Path folder = cache.resolve(name + "-" + hash(resource));
      if (Files.isDirectory(folder)) {
        return folder;
      }
      Path unfinished = Files.createTempDirectory(cache, name + "-unfinished");
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
      try (InputStream in = open(resource)) {
        unpacking.into(unfinished, in);
      }
      try {
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        Trees.delete(unfinished);
      }
      return folder;
    } catch (IOException e) {
      throw new LabException("can't unpack " + name + " into " + cache + ": " + e.getMessage(), e);
    }
  }

  private static void unpackTar(Path folder, InputStream in) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(in));
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      Path target = folder.resolve(entry.getName()).normalize();
      if (!target.startsWith(folder)) {
        throw new IOException(entry.getName() + " leads out of the archive");
      }
      if (entry.isDirectory()) {
        Files.createDirectories(target);
        continue;
      }
      Files.createDirectories(target.getParent());
      if (entry.isSymbolicLink()) {
        Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      } else if (entry.isLink()) {
        Files.createLink(target, folder.resolve(entry.getLinkName()));
      } else {
        Files.copy(tar, target);
        boolean program = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
            target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  private static void copyProgram(Path folder, InputStream in) throws IOException {
    Path program = folder.resolve("redis-server");
    Files.copy(in, program);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String hash(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = Packages.class.getResourceAsStream(resource);
    if (in == null) {
      throw new LabException(
          "no package for this kind of machine (%s, %s): %s is missing"
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), resource));
    }
    return new BufferedInputStream(in, 1 << 16);
  }
}
