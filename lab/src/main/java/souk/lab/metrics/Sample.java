// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import java.util.List;
import java.util.Map;

/**
 * One value of Prometheus' text format.
 *
 * @param instance that told it
 */
public record Sample(String instance, String name, Map<String, String> labels, double value) {
  public Sample {
    labels = Map.copyOf(labels);
  }

  /** All of a scrape; lines that are none, as comments, are passed over. */
  public static List<Sample> parse(String instance, String text) {
    return new Exposition(instance).read(text);
  }

  /** The label's value; empty without it. */
  public String label(String label) {
    return labels.getOrDefault(label, "");
  }
}
