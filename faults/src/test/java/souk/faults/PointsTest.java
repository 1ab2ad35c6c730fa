// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of points against the services as they are now. */
class PointsTest {
  static Stream<Point> points() {
    return Points.all();
  }

  @ParameterizedTest
  @MethodSource("points")
  void point_ofTheList_hasItsMethodInTheService(Point point) {
    assertThatCode(() -> Agent.requireMethod(point)).doesNotThrowAnyException();
  }

  @Test
  void weave_eachClassOfTheList_verifies() throws Exception {
    Map<String, List<Point>> byClass = Points.all().collect(Collectors.groupingBy(Point::owner));
    for (Map.Entry<String, List<Point>> entry : byClass.entrySet()) {
      String file = entry.getKey().replace('.', '/') + ".class";
      try (InputStream in = ClassLoader.getSystemResourceAsStream(file)) {
        // Those of a class that two services use are woven in each by its own points.
        Map<String, List<Point>> byService =
            entry.getValue().stream().collect(Collectors.groupingBy(Point::service));
        byte[] classFile = in.readAllBytes();
        byService.forEach(
            (service, points) ->
                assertThat(ClassFile.of().verify(Weaver.weave(classFile, points)))
                    .as(entry.getKey())
                    .isEmpty());
      }
    }
  }

  @Test
  void requireMethod_renamed_saysWhichPointHasNone() {
    Point renamed = new Point("order.place", "souk.order.OrderStore", "store", Loss.DATABASE);
    assertThatThrownBy(() -> Agent.requireMethod(renamed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("order.place")
        .hasMessageContaining("souk.order.OrderStore.store");
    Point moved = new Point("order.place", "souk.order.Shelf", "place", Loss.DATABASE);
    assertThatThrownBy(() -> Agent.requireMethod(moved)).hasMessageContaining("souk.order.Shelf");
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void loss_ofEachKind_isMadeFromTheServicesLibraries(Loss loss) {
    assertThat(loss.of(ClassLoader.getSystemClassLoader()))
        .hasMessageNotContaining("can't be shown");
  }

  @ParameterizedTest
  @CsvSource({
    "souk.order.OrderServer, order",
    "souk.acquirer.AcquirerServer some arguments, acquirer",
  })
  void service_ofACommand_isTheMainsPackage(String command, String service) {
    assertThat(Agent.service(command)).isEqualTo(service);
    assertThat(Points.of(service)).isNotEmpty();
  }

  @Test
  void service_ofAnotherProgram_isRefused() {
    assertThatThrownBy(() -> Agent.service("org.example.Main"))
        .isInstanceOf(IllegalStateException.class);
  }
}
