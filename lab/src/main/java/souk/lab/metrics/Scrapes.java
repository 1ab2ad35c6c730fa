// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One scrape of each instance of a shop.
 *
 * @param samples of those that answered
 * @param silent those that did not
 */
public record Scrapes(List<Sample> samples, List<String> silent) {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  public Scrapes {
    samples = List.copyOf(samples);
    silent = List.copyOf(silent);
  }

  /**
   * Asks all at once. Blocks for two seconds at most.
   *
   * @param addresses host:port, by instance
   */
  public static Scrapes of(Map<String, String> addresses) {
    List<Sample> samples = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      Map<String, CompletableFuture<HttpResponse<String>>> answers = new TreeMap<>();
      addresses.forEach(
          (instance, address) ->
              answers.put(instance, client.sendAsync(request(address), BodyHandlers.ofString())));
      answers.forEach(
          (instance, answer) -> {
            try {
              samples.addAll(Sample.parse(instance, answer.join().body()));
            } catch (CompletionException noAnswer) {
              if (!(noAnswer.getCause() instanceof IOException)) {
                throw noAnswer;
              }
              silent.add(instance);
            }
          });
    }
    return new Scrapes(samples, silent);
  }

  private static HttpRequest request(String address) {
    return HttpRequest.newBuilder(URI.create("http://" + address + "/metrics"))
        .timeout(TIMEOUT)
        .build();
  }

  /** The samples of a metric. */
  public List<Sample> of(String metric) {
    return samples.stream().filter(sample -> sample.name().equals(metric)).toList();
  }
}
