// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.part.ShopHome;

/** One instance that is a shell script, and the time that it is left. */
class ThrottleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Some periods. */
  private static final Duration LONG_ENOUGH = Duration.ofMillis(400);

  @TempDir private Path folder;
  private final Throttle throttle = new Throttle();
  private ScriptPart part;
  private Instance instance;

  @BeforeEach
  void start() {
    ShopHome home =
        ShopHome.of(folder, "shop", Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()))
            .create();
    part = new ScriptPart(home, "cart", "cart-1", false);
    instance = new Instance(part, home.ledger(), home.log("cart-1"), event -> {});
    new Starter().start(instance);
  }

  @AfterEach
  void end() {
    throttle.close();
    instance.stop(PATIENCE);
  }

  @Test
  void set_partOfTheTime_standsStillAndGoesOnInTurnUntilOff() {
    throttle.set(instance, 50);
    for (int i = 0; i < 3; i++) {
      awaitStill();
      awaitGoing();
    }
    throttle.set(instance, Throttle.OFF);
    staysGoing();
  }

  @Test
  void set_thenPaused_staysPausedUntilResumed() {
    throttle.set(instance, 50);
    awaitStill();
    instance.pause();
    await().during(LONG_ENOUGH).atMost(PATIENCE).until(this::standsStill);
    throttle.set(instance, Throttle.OFF);
    await().during(LONG_ENOUGH).atMost(PATIENCE).until(this::standsStill);
    instance.resume();
    staysGoing();
  }

  @Test
  void set_thenStopped_endsPolitelyAndTheNextIsThrottledToo() {
    throttle.set(instance, 10);
    awaitStill();
    assertThat(instance.stop(PATIENCE)).as("ended by itself").isTrue();
    new Starter().start(instance);
    awaitStill();
    awaitGoing();
  }

  @Test
  void close_oneStandsStill_goesOn() {
    throttle.set(instance, 10);
    awaitStill();
    throttle.close();
    staysGoing();
  }

  @Test
  void set_notAPercentage_isRefused() {
    assertThatThrownBy(() -> throttle.set(instance, 0)).hasMessageContaining("1 to 100");
    assertThatThrownBy(() -> throttle.set(instance, 101)).hasMessageContaining("1 to 100");
  }

  private void awaitStill() {
    await().pollInterval(Duration.ofMillis(7)).atMost(PATIENCE).until(this::standsStill);
  }

  private void awaitGoing() {
    await().pollInterval(Duration.ofMillis(7)).atMost(PATIENCE).until(() -> !standsStill());
  }

  private void staysGoing() {
    awaitGoing();
    // Looked at so often, it would be seen in any period of a throttle that is still there.
    await()
        .pollInterval(Duration.ofMillis(7))
        .during(LONG_ENOUGH)
        .atMost(PATIENCE)
        .until(() -> !standsStill());
  }

  private boolean standsStill() throws IOException {
    return ScriptPart.processState(instance.pid()).equals("T");
  }
}
