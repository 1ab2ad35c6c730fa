// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import souk.lab.process.LabException;
import souk.lab.wire.Passage;
import souk.lab.wire.Weather;

/**
 * What can be said of a link, and what it means.
 *
 * @param what the first word, such as slow
 * @param words all of them, with what was not said
 */
record LinkWeather(String what, String words, Weather weather) {
  static final LinkWeather CLEAR = new LinkWeather("clear", "clear", Weather.CLEAR);

  private static final String EXPECTED =
      "clear, cut, one-way, refused, answers-lost, twice, slow [DELAY [JITTER]], resets [PERCENT]"
          + " or loss [PERCENT]";
  private static final Pattern TIME = Pattern.compile("(\\d{1,5})(ms|s)");
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration USUAL_DELAY = Duration.ofMillis(200);
  private static final int JITTER_SHARE = 4;
  private static final int USUAL_PERCENT = 5;
  private static final int ALL_PERCENT = 100;

  /** Reads it; throws {@link LabException} when it is something else. */
  static LinkWeather parse(List<String> words) {
    String what = words.isEmpty() ? "" : words.getFirst();
    List<String> values = words.isEmpty() ? words : words.subList(1, words.size());
    return switch (what) {
      case "clear" -> plain(what, values, Weather.CLEAR);
      case "cut" -> plain(what, values, Weather.PARTITION);
      case "one-way" -> plain(what, values, Weather.ONE_WAY);
      case "refused" -> plain(what, values, Weather.CLEAR.with(Passage.REFUSED));
      case "answers-lost" -> plain(what, values, Weather.ANSWERS_LOST);
      case "twice" -> plain(what, values, Weather.CLEAR.with(Passage.TWICE));
      case "slow" -> slow(values);
      case "resets" -> {
        int percent = percent(what, values);
        yield new LinkWeather(
            what, "resets " + percent, Weather.CLEAR.withResets((double) percent / ALL_PERCENT));
      }
      case "loss" -> {
        int percent = percent(what, values);
        yield new LinkWeather(what, "loss " + percent, Weather.CLEAR.withLoss(percent));
      }
      default -> throw new LabException("'%s' (expected: %s)".formatted(what, EXPECTED));
    };
  }

  private static LinkWeather plain(String what, List<String> values, Weather weather) {
    atMost(what, values, 0);
    return new LinkWeather(what, what, weather);
  }

  private static LinkWeather slow(List<String> values) {
    atMost("slow", values, 2);
    Duration delay = values.isEmpty() ? USUAL_DELAY : time(values.getFirst());
    Duration jitter = values.size() < 2 ? delay.dividedBy(JITTER_SHARE) : time(values.getLast());
    if (jitter.compareTo(delay) > 0) {
      throw new LabException(
          "slow %s %s (expected: a jitter of at most the delay)"
              .formatted(values.getFirst(), values.getLast()));
    }
    return new LinkWeather(
        "slow",
        "slow %dms %dms".formatted(delay.toMillis(), jitter.toMillis()),
        Weather.slow(delay, jitter));
  }

  private static Duration time(String text) {
    Matcher matcher = TIME.matcher(text);
    Duration time =
        !matcher.matches()
            ? Duration.ZERO
            : matcher.group(2).equals("s")
                ? Duration.ofSeconds(Long.parseLong(matcher.group(1)))
                : Duration.ofMillis(Long.parseLong(matcher.group(1)));
    if (time.isZero() || time.compareTo(LONGEST) > 0) {
      throw new LabException("'%s' (expected: 1ms to 60s)".formatted(text));
    }
    return time;
  }

  private static int percent(String what, List<String> values) {
    atMost(what, values, 1);
    if (values.isEmpty()) {
      return USUAL_PERCENT;
    }
    String text = values.getFirst();
    int percent = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
    if (percent < 1 || percent > ALL_PERCENT) {
      throw new LabException("%s '%s' (expected: 1 to 100 percent)".formatted(what, text));
    }
    return percent;
  }

  private static void atMost(String what, List<String> values, int most) {
    if (values.size() > most) {
      throw new LabException(
          "%s %s (expected: %s)".formatted(what, String.join(" ", values), EXPECTED));
    }
  }
}
