// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as people write it: {@code 3s}, {@code 500ms}, or seconds without a unit. */
final class Seconds implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})(ms|s|)");

  @Override
  public Duration convert(String value) {
    Matcher form = FORM.matcher(value);
    if (!form.matches()) {
      throw new TypeConversionException("'" + value + "' is no time (expected: such as 3s, 500ms)");
    }
    long number = Long.parseLong(form.group(1));
    return form.group(2).equals("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
  }
}
