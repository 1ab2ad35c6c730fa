// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.window.Armory.Fired;

class ArmoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Armory armory;

  @BeforeEach
  void create() throws Exception {
    armory = new Armory(folder);
  }

  @Test
  void awaitFired_movedByAProcess_tellsWhich_andEachFiringOnce() throws Exception {
    armory.arm("order.place.before", "KILL");
    assertThat(folder.resolve("armed/order.place.before")).hasContent("KILL");
    fire("order.place.before", "order-1@4711-1");
    Fired fired = armory.awaitFired("order.place.before", PATIENCE).orElseThrow();
    assertThat(fired.point()).isEqualTo("order.place.before");
    assertThat(fired.instance()).isEqualTo("order-1");
    assertThat(fired.pid()).isEqualTo(4711);
    assertThat(armory.awaitFired("order.place.before", Duration.ZERO)).isEmpty();

    armory.arm("order.place.before", "KILL");
    fire("order.place.before", "order-2@4712-1");
    assertThat(armory.awaitFired("order.place.before", PATIENCE).orElseThrow().pid())
        .isEqualTo(4712);
  }

  @Test
  void awaitFired_nobodyComes_isEmpty() throws Exception {
    armory.arm("order.place.before", "KILL");
    assertThat(armory.awaitFired("order.place.before", Duration.ZERO)).isEmpty();
  }

  @Test
  void clear_nobodyCameOrWaitedTooLong_saysSo() throws Exception {
    armory.arm("order.place.before", "KILL");
    armory.arm("order.hold.before", "WAIT");
    fire("order.hold.before", "order-1@4711-1");
    Files.writeString(folder.resolve("fired/order.hold.before@order-1@4711-1.late"), "");
    assertThat(armory.clear())
        .containsExactlyInAnyOrder("order.place.before", "order.hold.before@order-1@4711-1.late");
    assertThat(armory.clear()).isEmpty();
  }

  @Test
  void release_ofAWaiting_deletesItsFile() throws Exception {
    Bite bite = Bite.arm(armory, "order.hold.before", "WAIT", fired -> {});
    fire("order.hold.before", "order-1@4711-3");
    bite.release();
    assertThat(folder.resolve("fired")).isEmptyDirectory();
  }

  @Test
  void bite_whatFollowsFails_isUncleanAndSaysWhy() throws Exception {
    Bite bite =
        Bite.arm(
            armory,
            "order.hold.before",
            "KILL",
            fired -> {
              throw new IllegalStateException("nobody knows " + fired.pid());
            });
    fire("order.hold.before", "order-1@4711-1");
    assertThatThrownBy(bite::await)
        .isInstanceOf(Unclean.class)
        .hasMessageContaining("nobody knows 4711");
  }

  private void fire(String point, String process) throws Exception {
    Files.move(
        folder.resolve("armed").resolve(point),
        folder.resolve("fired").resolve(point + "@" + process));
  }
}
