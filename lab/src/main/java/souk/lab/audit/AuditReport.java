// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintWriter;
import java.util.List;
import java.util.SortedMap;
import souk.lab.audit.rule.Violation;

/**
 * What an audit found; {@link #toJson} is documented in docs/audit.md.
 *
 * @param schema of the JSON; grows when a field changes its meaning
 * @param begin when it began, ISO 8601
 * @param notJudged what could not be read, and so was not judged
 * @param figures what was seen, by name
 * @param counts how many violations of each kind; none of kinds that were not found
 * @param violations the first thousand
 */
public record AuditReport(
    int schema,
    String shop,
    AuditMode mode,
    Verdict verdict,
    String begin,
    double seconds,
    List<NotJudged> notJudged,
    SortedMap<String, Long> figures,
    SortedMap<String, Long> counts,
    List<Violation> violations) {
  static final int SCHEMA = 1;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** What it comes to. */
  public enum Verdict {
    CLEAN(0),
    VIOLATIONS(1),
    /** No violation was seen, but not everything was either. */
    NOT_JUDGED(2);

    private final int exitStatus;

    Verdict(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    public int exitStatus() {
      return exitStatus;
    }
  }

  /** A source that could not be read, and why. */
  public record NotJudged(String what, String why) {}

  /** How many violations there are, also beyond those that are listed. */
  public long violationCount() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** For people. */
  public void print(PrintWriter out) {
    AuditText.print(this, out);
  }

  /** For programs. */
  public String toJson() {
    return GSON.toJson(this);
  }
}
