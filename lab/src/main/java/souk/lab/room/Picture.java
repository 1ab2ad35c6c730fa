// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A shop at one moment, as the page gets it. What is null is not known.
 *
 * @param at milliseconds since 1970
 * @param shop its name
 * @param state starting, up or stopping
 * @param command how the command line of this shop begins and ends: {@code ./souk} and, for another
 *     shop than the usual, its name
 * @param web where shoppers go
 * @param orders decided or cancelled while somebody watched, by what became of them
 * @param leaders who leads, by election; nobody is an empty list
 */
record Picture(
    long at,
    String shop,
    String state,
    Command command,
    String web,
    List<Stand> parts,
    List<Arrow> arrows,
    Queue queue,
    SortedMap<String, Long> orders,
    SortedMap<String, List<String>> leaders,
    Promise.View promise,
    List<SideRun.View> runs) {

  /** What comes before and after the words of a command. */
  record Command(String before, String after) {
    static Command of(String shop) {
      return new Command("./souk ", shop.equals("shop") ? "" : " --name " + shop);
    }
  }

  /**
   * A part.
   *
   * @param megabytes of memory; 0 while it is not measured
   * @param metrics whether it tells any; null for parts that never do
   * @param rate calls that it is asked for in a second
   * @param p99 of them, in milliseconds
   * @param errors of them, in a second
   * @param limit of calls at once, where it is lowered now
   * @param shed calls that it refused since it started, since there was too much to do
   */
  record Stand(
      String service,
      String name,
      String state,
      long pid,
      String address,
      String health,
      long megabytes,
      @Nullable Boolean metrics,
      @Nullable Double rate,
      @Nullable Double p99,
      @Nullable Double errors,
      @Nullable Long limit,
      @Nullable Long shed) {}

  /**
   * Calls from one service to another.
   *
   * @param rate in a second
   * @param p99 in milliseconds; null while there are none, or where it is not measured
   * @param errors in a second
   * @param breakers those that are not closed, by caller and class of calls
   * @param wire what a wire does to it: the first words of {@code ./souk link}, such as cut; empty
   *     without one
   */
  record Arrow(
      String from,
      String to,
      double rate,
      @Nullable Double p99,
      double errors,
      SortedMap<String, String> breakers,
      String wire) {}

  /**
   * What orders still need.
   *
   * @param waiting tasks by kind; {@code decide} are orders that wait
   * @param oldest in seconds
   */
  record Queue(Map<String, Double> waiting, double parked, double oldest) {}
}
