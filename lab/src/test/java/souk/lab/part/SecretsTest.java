// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir private Path folder;

  @Test
  void base64_askedAgain_isTheSame32Bytes() {
    String first = new Secrets(folder, new SecureRandom()).base64("cart-id");
    assertThat(Base64.getDecoder().decode(first)).hasSize(32);
    assertThat(new Secrets(folder, new SecureRandom()).base64("cart-id")).isEqualTo(first);
    assertThat(new Secrets(folder, new SecureRandom()).base64("order-hash")).isNotEqualTo(first);
  }

  @Test
  void password_file_isTheOwnersAloneAndFreeOfQuotes() throws Exception {
    String password = new Secrets(folder, new SecureRandom()).password("redis");
    assertThat(password).matches("[A-Za-z0-9_-]{43}");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("redis"))))
        .isEqualTo("rw-------");
  }
}
