// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

/**
 * What an experiment is about, before it begins.
 *
 * @param hypothesis what is expected to hold
 * @param steadyState what it looks like while nothing is wrong
 * @param fault what is done to the shop
 * @param blastRadius what it can reach at most
 * @param abort when it is broken off
 */
public record Design(
    String hypothesis, String steadyState, String fault, String blastRadius, Abort abort) {

  /**
   * When so many of the requests of some time fail, what is being shown is not shown any more.
   *
   * @param failedPercent of the requests that end within that time
   * @param seconds how long
   */
  public record Abort(double failedPercent, int seconds) {
    public static final Abort USUAL = new Abort(50, 15);

    /** However many fail, it goes on. */
    public static final Abort BY_HAND = new Abort(100, 1);

    @Override
    public String toString() {
      return failedPercent >= 100
          ? "Ctrl-C"
          : "more than %.0f %% of the requests of %d s fail, or Ctrl-C"
              .formatted(failedPercent, seconds);
    }
  }

  /** Of an experiment that touches nothing but the shop that it starts. */
  public static Design of(String hypothesis, String steadyState, String fault) {
    return new Design(
        hypothesis,
        steadyState,
        fault,
        "a shop of its own on this machine, which ends with it; nothing else is touched",
        Abort.USUAL);
  }

  /** The same, broken off by another rule. */
  public Design abortedWhen(Abort rule) {
    return new Design(hypothesis, steadyState, fault, blastRadius, rule);
  }

  /** The same, with another reach. */
  public Design reaching(String most) {
    return new Design(hypothesis, steadyState, fault, most, abort);
  }

  /** Says it to people, before anything is done. */
  public void print(Run run) {
    run.print("  hypothesis    " + hypothesis);
    run.print("  steady state  " + steadyState);
    run.print("  fault         " + fault);
    run.print("  blast radius  " + blastRadius);
    run.print("  abort when    " + abort);
  }
}
