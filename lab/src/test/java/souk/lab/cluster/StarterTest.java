// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.part.ShopHome;
import souk.lab.process.Ledger;

/** Parts that run, but are not ready yet. */
class StarterTest {
  @TempDir private Path folder;
  private final Starter starter = new Starter();
  private ShopHome home;
  private ScriptPart part;
  private Instance cart;

  @BeforeEach
  void create() {
    home =
        ShopHome.of(folder, "shop", Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()))
            .create();
    Ledger ledger = home.ledger();
    part = new ScriptPart(home, "cart", "cart-1", false);
    cart = new Instance(part, ledger, home.log(part.name()), event -> {});
  }

  @AfterEach
  void end() {
    cart.kill(Duration.ofSeconds(10));
  }

  @Test
  void awaitReady_runsButIsNotReady_waitsUntilItIs() throws IOException {
    part.doInstead("exec sleep 300");
    cart.launch();

    CompletableFuture<Boolean> ready =
        CompletableFuture.supplyAsync(() -> starter.awaitReady(cart));
    assertThat(ready).isNotDone();
    assertThat(cart.state()).isEqualTo(Instance.State.STARTING);
    Files.createFile(home.folder().resolve("cart-1.ready"));

    assertThat(ready.join()).isTrue();
    assertThat(cart.state()).isEqualTo(Instance.State.RUNNING);
  }

  @Test
  void awaitReady_endsBeforeItIsReady_isFalse() {
    part.doInstead("exit 3");
    cart.launch();

    assertThat(starter.awaitReady(cart)).isFalse();
  }
}
