// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Which instances Consul says are well. */
final class PassingList {
  private static final int TIMEOUT_MILLIS = 1_000;

  private final URI checks;

  /**
   * @param consul the agent's address, host:port
   */
  PassingList(String consul) {
    this.checks = URI.create("http://" + consul + "/v1/health/state/any");
  }

  /** The ids of the instances whose checks all pass. */
  NavigableSet<String> read() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) checks.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    try (InputStream in = connection.getInputStream()) {
      return passing(new String(in.readAllBytes(), UTF_8));
    } finally {
      connection.disconnect();
    }
  }

  static NavigableSet<String> passing(String json) {
    NavigableSet<String> passing = new TreeSet<>();
    NavigableSet<String> others = new TreeSet<>();
    for (JsonElement each : JsonParser.parseString(json).getAsJsonArray()) {
      JsonObject check = each.getAsJsonObject();
      String instance = check.get("ServiceID").getAsString();
      boolean isOfANode = instance.isEmpty();
      if (!isOfANode) {
        boolean passes = check.get("Status").getAsString().equals("passing");
        (passes ? passing : others).add(instance);
      }
    }
    passing.removeAll(others);
    return passing;
  }
}
