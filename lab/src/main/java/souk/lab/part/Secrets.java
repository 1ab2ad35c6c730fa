// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import souk.lab.process.LabException;

/**
 * Secrets made once and kept, one file each, for the owner's eyes only. They reach children by
 * their environment.
 */
public final class Secrets {
  private static final int BYTES = 32;

  private final Path folder;
  private final SecureRandom random;

  public Secrets(Path folder, SecureRandom random) {
    this.folder = folder;
    this.random = random;
  }

  /** 32 random bytes in base64, the same ones each time for the same name. */
  public String base64(String name) {
    return kept(name, Base64.getEncoder());
  }

  /**
   * A random password of letters, digits, '-' and '_', the same one each time for the same name.
   */
  public String password(String name) {
    return kept(name, Base64.getUrlEncoder().withoutPadding());
  }

  /** Where the secret of that name is. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** Writes a file that holds secrets, at once and for the owner's eyes only. */
  void write(Path file, String content) throws IOException {
    Path whole =
        Files.createTempFile(
            folder,
            "new",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(whole, content, US_ASCII);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private synchronized String kept(String name, Base64.Encoder encoder) {
    Path file = file(name);
    try {
      if (!Files.exists(file)) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        write(file, encoder.encodeToString(bytes));
      }
      return Files.readString(file, US_ASCII).strip();
    } catch (IOException e) {
      throw new LabException("can't keep a secret in " + file + ": " + e.getMessage(), e);
    }
  }
}
