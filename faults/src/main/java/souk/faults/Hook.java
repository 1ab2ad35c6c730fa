// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What woven methods call. Public because they are everybody's; not for others. Thread-safe. */
public final class Hook {
  private static final Map<String, Point> POINTS = new ConcurrentHashMap<>();
  private static volatile @Nullable Armings armings;

  private Hook() {}

  static void install(List<Point> points, Armings folder) {
    points.forEach(point -> POINTS.put(point.name(), point));
    armings = folder;
  }

  /** Called first in a woven method. */
  public static void before(String pointName, @Nullable Object argument) {
    Point point = requireNonNull(POINTS.get(pointName), pointName);
    run(nameOf(point, argument) + ".before", point);
  }

  /** Called before a woven method returns; when it throws, it is not. */
  public static void after(@Nullable Object result, String pointName, @Nullable Object argument) {
    Point point = requireNonNull(POINTS.get(pointName), pointName);
    if (point.onlyWithResult() && result instanceof List<?> list && list.isEmpty()) {
      return;
    }
    String name = nameOf(point, argument);
    run(name + ".after", point);
    run(name + ".lost", point);
  }

  private static void run(String name, Point point) {
    Armings folder = requireNonNull(armings, "armings");
    folder.take(name).ifPresent(taken -> run(taken, point));
  }

  private static void run(Armings.Taken taken, Point point) {
    switch (taken.action()) {
      case Action.Send send -> Signals.toItself(send.signal());
      case Action.Lose lose ->
          Hook.<RuntimeException>throwAs(
              point.loss().of(requireNonNull(ClassLoader.getSystemClassLoader())));
      case Action.Wait wait -> Armings.awaitRelease(taken);
    }
  }

  /** Checked exceptions too: the woven method may declare them, this one can't. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> void throwAs(Exception failure) throws E {
    throw (E) failure;
  }

  private static String nameOf(Point point, @Nullable Object argument) {
    if (point.argument() < 0) {
      return point.name();
    }
    String word = wordOf(requireNonNull(argument), point.accessor());
    return point.name().replace("*", word.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static String wordOf(Object argument, String accessor) {
    if (accessor.isEmpty()) {
      return argument.toString();
    }
    try {
      Method method = argument.getClass().getDeclaredMethod(accessor);
      method.setAccessible(true);
      return String.valueOf(method.invoke(argument));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("faults: " + accessor + " of " + argument.getClass(), e);
    }
  }
}
