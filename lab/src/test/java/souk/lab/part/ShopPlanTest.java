// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.process.LabException;

class ShopPlanTest {
  @TempDir private Path folder;
  private ShopHome home;

  @BeforeEach
  void create() throws Exception {
    home = ShopHome.of(folder, "shop", Map.of("SOUK_STATE_DIR", folder.toString()));
    Files.createDirectories(home.lib());
    Files.createFile(home.lib().resolve("b.jar"));
    Files.createFile(home.lib().resolve("a.jar"));
  }

  @Test
  void command_plain_hasNeitherAgentNorOtherJars() {
    List<String> command = ShopPlan.plain().command(home, ServiceKind.ORDER);
    assertThat(command).endsWith("souk.order.OrderServer");
    assertThat(ShopPlan.plain().classPath(home, ServiceKind.ORDER))
        .isEqualTo(home.lib().resolve("a.jar") + ":" + home.lib().resolve("b.jar"));
    assertThat(command).noneMatch(word -> word.contains("faults") || word.contains("extras"));
  }

  @Test
  void command_withOptimizedCode_allowsTheSecondCompiler() {
    assertThat(ShopPlan.plain().command(home, ServiceKind.ORDER)).contains(Jvm.SMALL);
    assertThat(ShopPlan.plain().with(Trait.OPTIMIZED).command(home, ServiceKind.ORDER))
        .doesNotContain(Jvm.SMALL);
  }

  @Test
  void command_afterTraining_usesTheArchiveOfClassesUnlessItIsToBeMade() throws Exception {
    String use = "-XX:SharedArchiveFile=" + home.classArchive();
    ShopPlan plain = ShopPlan.plain();
    assertThat(plain.command(home, ServiceKind.ORDER)).doesNotContain(use);

    Files.createFile(home.classArchive());

    assertThat(plain.command(home, ServiceKind.ORDER)).contains(use);
    assertThat(plain.with(Trait.FAULTS).command(home, ServiceKind.ORDER)).contains(use);
    ShopPlan longerClassPath = plain.withMain("order", "souk.order.Faulty", "faulty.jar");
    assertThat(longerClassPath.command(home, ServiceKind.ORDER)).contains(use);
    assertThat(Jvm.command(home, 32, "souk.lab.Souk")).contains(use);
    assertThat(plain.monolithCommand(home)).contains(use);
    assertThat(plain.with(Trait.TRAINING).monolithCommand(home)).doesNotContain(use);
  }

  @Test
  void command_withFaultsAndAnotherMain_hasTheAgentAndItsJarAtTheEnd() {
    ShopPlan plan =
        ShopPlan.plain().with(Trait.FAULTS).withMain("order", "souk.order.Faulty", "faulty.jar");
    assertThat(plan.command(home, ServiceKind.ORDER))
        .contains("-javaagent:" + home.extras().resolve("faults.jar") + "=" + home.faults())
        .endsWith("souk.order.Faulty");
    assertThat(plan.classPath(home, ServiceKind.ORDER))
        .isEqualTo(
            ShopPlan.plain().classPath(home, ServiceKind.ORDER)
                + ":"
                + home.extras().resolve("faulty.jar"));
    assertThat(plan.command(home, ServiceKind.CART)).endsWith("souk.cart.CartServer");
  }

  @Test
  void withOneOfEachBut_some_leavesThoseAndOutsidePartiesAsTheyAre() {
    ShopPlan plan = ShopPlan.plain().withOneOfEachBut("order", "payment");

    assertThat(plan.instances(ServiceKind.ORDER)).isEqualTo(2);
    assertThat(plan.instances(ServiceKind.PAYMENT)).isEqualTo(2);
    assertThat(plan.instances(ServiceKind.GATEWAY)).isEqualTo(1);
    assertThat(plan.instances(ServiceKind.CART)).isEqualTo(1);
    assertThat(plan.services()).doesNotContainKeys("acquirer", "mail");
    assertThatThrownBy(() -> ShopPlan.plain().withOneOfEachBut("ordr"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void read_whatWasWritten_isTheSame() throws Exception {
    ShopPlan plan =
        ShopPlan.plain()
            .with(Trait.FAULTS)
            .with(Trait.OPTIMIZED)
            .with("order", "SOUK_ORDER_LEASE", "2s")
            .withMain("payment", "souk.payment.Faulty", "faulty.jar")
            .withInstances("gateway", 1);
    Path file = folder.resolve("plan.json");
    plan.write(file);
    assertThat(ShopPlan.read(file)).isEqualTo(plan);
    assertThat(plan.instances(ServiceKind.GATEWAY)).isEqualTo(1);
    assertThat(plan.instances(ServiceKind.CART)).isEqualTo(2);
    assertThat(plan.settings(ServiceKind.ORDER))
        .containsExactly(Map.entry("SOUK_ORDER_LEASE", "2s"));
  }

  @Test
  void with_noSuchService_isRefused() {
    assertThatThrownBy(() -> ShopPlan.plain().with("orders", "SOUK_X", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orders");
  }

  @Test
  void read_nonsense_isRefusedInOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("plan.json"), "[");
    assertThatThrownBy(() -> ShopPlan.read(file)).isInstanceOf(LabException.class);
  }
}
