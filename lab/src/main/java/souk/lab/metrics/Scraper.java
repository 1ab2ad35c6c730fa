// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Reads some metrics of instances, over connections that are kept. Where {@link Scrapes} reads all
 * there is once, this reads the few that are wanted each second. Safe for many threads, each at
 * another instance.
 */
public final class Scraper {
  private static final int TIMEOUT_MILLIS = 1_500;
  private static final int MOST_BYTES = 2 << 20;

  private final String query;
  private final Map<String, Exposition> expositions = new ConcurrentHashMap<>();

  /**
   * @param names of metrics, without {@code _bucket} and its like
   */
  public Scraper(List<String> names) {
    this.query =
        names.stream()
            .map(name -> "name%5B%5D=" + URLEncoder.encode(name, UTF_8))
            .collect(Collectors.joining("&"));
  }

  /**
   * Asks, and blocks for at most some three seconds.
   *
   * @param address host:port
   */
  public List<Sample> read(String instance, String address) throws IOException {
    URI uri = URI.create("http://" + address + "/metrics?" + query);
    HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
    call.setConnectTimeout(TIMEOUT_MILLIS);
    call.setReadTimeout(TIMEOUT_MILLIS);
    if (call.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException(address + " answers " + call.getResponseCode());
    }
    try (InputStream in = call.getInputStream()) {
      byte[] body = in.readNBytes(MOST_BYTES);
      return expositions.computeIfAbsent(instance, Exposition::new).read(new String(body, UTF_8));
    }
  }

  /** Forgets who is not among these. */
  public void keep(Set<String> instances) {
    expositions.keySet().retainAll(instances);
  }
}
