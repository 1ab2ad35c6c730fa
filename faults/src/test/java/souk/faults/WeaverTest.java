// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A woven class: it does what it did, and what is armed happens once, where it was armed. */
class WeaverTest {
  private static final long PID = 4711;

  @TempDir private Path folder;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<Point> points =
      List.of(
          point("sample.text", "text"),
          point("sample.nothing", "nothing"),
          point("sample.fails", "fails"),
          point("sample.kind-*", "byKind").by(1, ""),
          point("sample.step-*", "byStep").by(0, "to"),
          point("sample.list", "list").withResult(),
          point("sample.static", "ofTheClass"));
  private Class<?> woven;
  private Object sample;

  @BeforeEach
  void weave() throws Exception {
    Hook.install(points, new Armings(folder, "order-1", PID));
    Clocks.install(folder, "order-1");
    byte[] clocked = ClockWeaver.weave(bytes()).orElseThrow();
    woven = new WovenLoader(Weaver.weave(clocked, points)).loadClass(Sample.class.getName());
    sample = woven.getConstructor(Consumer.class).newInstance((Consumer<String>) told::add);
  }

  @Test
  void wovenMethods_nothingArmed_doWhatTheyDid() throws Exception {
    assertThat(call("text", 1L << 40, "a", 0.5)).isEqualTo((1L << 40) + "a0.5");
    assertThat(call("nothing")).isNull();
    assertThat(call("ofTheClass", 41)).isEqualTo(42);
    assertThatThrownBy(() -> call("fails"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("as asked");
    assertThat(fired()).isEmpty();
  }

  @Test
  void before_armed_happensBeforeTheMethod() throws Exception {
    arm("sample.text.before", "LOSE");
    assertThatThrownBy(() -> call("text", 1L, "a", 0.5)).isInstanceOf(StatusRuntimeException.class);
    assertThat(told).isEmpty();
    assertThat(fired()).containsExactly("sample.text.before@order-1@" + PID + "-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sample.text.after", "sample.text.lost"})
  void after_armed_happensOnceWhenTheMethodHasDoneItsWork(String name) throws Exception {
    arm(name, "LOSE");
    assertThatThrownBy(() -> call("text", 1L, "a", 0.5))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            lost -> assertThat(lost.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    assertThat(told).containsExactly("text");
    assertThat(call("text", 1L, "a", 0.5)).as("the second time").isEqualTo("1a0.5");
    assertThat(fired()).containsExactly(name + "@order-1@" + PID + "-1");
  }

  @Test
  void after_methodThatThrows_isNotReached() throws Exception {
    arm("sample.fails.after", "LOSE");
    arm("sample.fails.before", "WAIT");
    Thread caller =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThatThrownBy(() -> call("fails"))
                        .isInstanceOf(IllegalArgumentException.class));
    await().until(() -> !fired().isEmpty());
    release("sample.fails.before");
    caller.join();
    assertThat(folder.resolve("armed/sample.fails.after")).exists();
  }

  @Test
  void name_byAnArgument_isTheOneOfTheCall() throws Exception {
    Class<?> kinds = woven.getClassLoader().loadClass(Sample.Kind.class.getName());
    Object first = kinds.getEnumConstants()[0];
    Object second = kinds.getEnumConstants()[1];
    arm("sample.kind-first-kind.before", "LOSE");
    assertThat(call("byKind", 7, second)).isEqualTo(1);
    assertThatThrownBy(() -> call("byKind", 7, first)).isInstanceOf(StatusRuntimeException.class);

    Object step =
        woven
            .getClassLoader()
            .loadClass(Sample.Step.class.getName())
            .getConstructor(kinds)
            .newInstance(second);
    arm("sample.step-second.lost", "LOSE");
    assertThatThrownBy(() -> call("byStep", step)).isInstanceOf(StatusRuntimeException.class);
  }

  @Test
  void emptyList_pointThatWantsAResult_isNotReached() throws Exception {
    arm("sample.list.after", "LOSE");
    assertThat(call("list", List.of())).isEqualTo(List.of());
    assertThatThrownBy(() -> call("list", List.of("a"))).isInstanceOf(StatusRuntimeException.class);
  }

  @Test
  void wait_armed_holdsUntilReleased() throws Exception {
    arm("sample.nothing.before", "WAIT");
    Thread caller = Thread.ofVirtual().start(() -> callOrThrow("nothing"));
    await().until(() -> !fired().isEmpty());
    assertThat(told).isEmpty();
    release("sample.nothing.before");
    caller.join();
    assertThat(told).containsExactly("nothing");
  }

  @Test
  void manyThreads_oneArming_oneTakesIt() throws Exception {
    arm("sample.nothing.lost", "LOSE");
    List<Thread> threads = new ArrayList<>();
    List<String> lost = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 16; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      callOrThrow("nothing");
                    } catch (StatusRuntimeException e) {
                      lost.add("lost");
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(lost).hasSize(1);
    assertThat(told).hasSize(16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"time", "timeInUtc"})
  void clock_fileOfTheInstance_isOffByThatUntilItIsGone(String method) throws Exception {
    assertThat((Instant) call(method)).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    Path clock = Files.createDirectories(folder.resolve("clocks")).resolve("order-1");
    Files.writeString(clock, "PT-20M");
    await().until(() -> ((Instant) call(method)).isBefore(Instant.now().minusSeconds(1_190)));
    Files.delete(clock);
    await().until(() -> ((Instant) call(method)).isAfter(Instant.now().minusSeconds(60)));
  }

  @Test
  void clockWeaver_classWithoutAClock_isLeftAlone() throws Exception {
    try (InputStream in = Point.class.getResourceAsStream("Point.class")) {
      assertThat(ClockWeaver.weave(in.readAllBytes())).isEmpty();
    }
  }

  @Test
  void weave_methodThatIsNot_isRefusedWithPointAndMethod() throws Exception {
    Point renamed = point("sample.gone", "gone");
    byte[] classFile = bytes();
    assertThatThrownBy(() -> Weaver.weave(classFile, List.of(renamed)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("crash point sample.gone is at souk.faults.Sample.gone");
  }

  private static Point point(String name, String method) {
    return new Point(name, Sample.class.getName(), method, Loss.CALL);
  }

  private static byte[] bytes() throws Exception {
    try (InputStream in = Sample.class.getResourceAsStream("Sample.class")) {
      return in.readAllBytes();
    }
  }

  private Object call(String name, Object... arguments) throws Exception {
    Method method =
        Stream.of(woven.getMethods())
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow();
    try {
      return method.invoke(sample, arguments);
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
  }

  private void callOrThrow(String name) {
    try {
      call(name);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void arm(String name, String action) throws Exception {
    Files.writeString(folder.resolve("armed").resolve(name), action);
  }

  private void release(String name) throws Exception {
    Files.delete(folder.resolve("fired").resolve(name + "@order-1@" + PID + "-1"));
  }

  private List<String> fired() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("fired"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** Has a class of its own in the place of the sample; all else is the tests'. */
  private static final class WovenLoader extends ClassLoader {
    private final byte[] sample;

    WovenLoader(byte[] sample) {
      super(WovenLoader.class.getClassLoader());
      this.sample = sample;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      return name.equals(Sample.class.getName())
          ? defineClass(name, sample, 0, sample.length)
          : super.loadClass(name, resolve);
    }
  }
}
