// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that the documentation, the dashboard and the alerts name. */
public final class OperatorFiles {
  public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");
  private static final Pattern NAME = Pattern.compile("\\b(?:souk|grpc|jvm|db)_[a-z_]+\\b");
  private static final Pattern QUOTED_OR_LABELS =
      Pattern.compile("\\{[^}]*\\}|\\b(?:by|on|without) *\\([^)]*\\)");
  private static final Pattern OF_A_HISTOGRAM = Pattern.compile("_(?:bucket|count|sum)$");

  private OperatorFiles() {}

  /** Those of the table in docs/telemetry.md. */
  public static Set<String> documented() throws IOException {
    Set<String> names = new TreeSet<>();
    Matcher row = DOCUMENTED.matcher(read("docs/telemetry.md"));
    while (row.find()) {
      if (NAME.matcher(row.group(1)).matches()) {
        names.add(row.group(1));
      }
    }
    return names;
  }

  static Set<String> ofDashboard() throws IOException {
    JsonObject dashboard =
        JsonParser.parseString(read("deploy/grafana/souk.json")).getAsJsonObject();
    Set<String> names = new TreeSet<>();
    for (JsonElement panel : dashboard.getAsJsonArray("panels")) {
      JsonArray targets = panel.getAsJsonObject().getAsJsonArray("targets");
      if (targets != null) {
        targets.forEach(
            target ->
                names.addAll(inExpression(target.getAsJsonObject().get("expr").getAsString())));
      }
    }
    return names;
  }

  static Set<String> ofAlerts() throws IOException {
    // Annotations and labels name no metrics.
    return inExpression(
        read("deploy/prometheus/alerts.yml").replaceAll("(?m)^ *(summary|labels):.*$", ""));
  }

  private static Set<String> inExpression(String text) {
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(QUOTED_OR_LABELS.matcher(text).replaceAll(""));
    while (name.find()) {
      names.add(withoutSuffix(name.group()));
    }
    return names;
  }

  /** A histogram's name, of one of its series. */
  public static String withoutSuffix(String series) {
    return series.contains("duration") ? OF_A_HISTOGRAM.matcher(series).replaceAll("") : series;
  }

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file), UTF_8);
  }
}
