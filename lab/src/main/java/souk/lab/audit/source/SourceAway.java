// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

/** A source that could not be read, so that nothing can be said of what depends on it. */
public final class SourceAway extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final int LONGEST = 200;

  private final String source;

  SourceAway(String source, String why, Throwable cause) {
    super(inOneLine(why), cause);
    this.source = source;
  }

  SourceAway(String source, String why) {
    super(inOneLine(why));
    this.source = source;
  }

  /** What drivers say may be long. */
  private static String inOneLine(String why) {
    String line = why.strip().lines().findFirst().orElse("");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }

  /** Which one, for people. */
  public String source() {
    return source;
  }

  /** Why, in one line. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
