// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Set;

/**
 * The two ports that shoppers use.
 *
 * @param webPort the web's; native gRPC is on the next
 */
public record FrontDoor(int webPort) {
  private static final int TIMEOUT_MILLIS = 2_000;

  public FrontDoor {
    if (webPort < 1 || webPort > 65_534) {
      throw new IllegalArgumentException("port: " + webPort + " (expected: 1 to 65534)");
    }
  }

  public int grpcPort() {
    return webPort + 1;
  }

  /** Nobody else of the shop may take them. */
  Set<Integer> ports() {
    return Set.of(webPort, grpcPort());
  }

  public String web() {
    return "http://localhost:" + webPort;
  }

  public String grpc() {
    return "localhost:" + grpcPort();
  }

  /** Whether the shop shows its products: the door is open, and something is behind it. */
  public boolean isOpen() {
    try {
      URI products = URI.create("http://127.0.0.1:" + webPort + "/v1/products?page_size=1");
      HttpURLConnection call = (HttpURLConnection) products.toURL().openConnection();
      call.setConnectTimeout(TIMEOUT_MILLIS);
      call.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return call.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        call.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
