// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

/**
 * Something that can be tried on a shop, with a verdict.
 *
 * <p>An implementation is annotated with picocli's {@code @Command} (without a name); fields of its
 * own with {@code @Option} become options of {@code ./souk lab run NAME}, beside those that all
 * have. One object serves one run.
 */
public interface Experiment {
  /** What it is called on the command line: words of a-z with '-' between. */
  String name();

  /** What it shows, in one line. */
  String summary();

  /** What it teaches. */
  Idea idea();

  /** How long it takes. */
  Times times();

  /**
   * Does it. Blocks; what it started ends with it, however it ends.
   *
   * @throws souk.lab.process.LabException when it can't be done at all, which is no pass either
   */
  Verdict run(Run run) throws Exception;
}
