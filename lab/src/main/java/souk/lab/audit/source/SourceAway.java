// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

/** A source that could not be read, so that nothing can be said of what depends on it. */
public final class SourceAway extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String source;

  SourceAway(String source, String why, Throwable cause) {
    super(why, cause);
    this.source = source;
  }

  SourceAway(String source, String why) {
    super(why);
    this.source = source;
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
