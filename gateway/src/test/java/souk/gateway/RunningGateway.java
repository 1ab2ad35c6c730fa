// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import souk.service.ServerConfig;
import souk.service.Settings;
import souk.service.telemetry.Telemetry;
import souk.v1.ShopGrpc;

/**
 * Both public ports before model services, which behave again at the beginning of each test.
 * Register it as a static field.
 */
final class RunningGateway implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  final ModelServices model = new ModelServices();
  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  Fronts fronts;
  ManagedChannel channel;
  ShopGrpc.ShopBlockingStub shop;
  private Server services;
  private ManagedChannel behind;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    String name = InProcessServerBuilder.generateName();
    services =
        InProcessServerBuilder.forName(name)
            .addServices(Arrays.asList(model.definitions()))
            .build()
            .start();
    behind = InProcessChannelBuilder.forName(name).build();
    fronts = start(Map.of());
    channel = NettyChannelBuilder.forAddress("127.0.0.1", fronts.grpcPort()).usePlaintext().build();
    shop = ShopGrpc.newBlockingStub(channel);
  }

  /** Another gateway before the same services; closed by the caller. */
  Fronts start(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("SOUK_GATEWAY_GRPC_PORT", "0");
    all.put("SOUK_GATEWAY_WEB_PORT", "0");
    GatewayConfig config = GatewayConfig.from(new Settings(all));
    ServerConfig server = ServerConfig.from("gateway", new Settings(all));
    Products products =
        new Products(
            behind, behind, config, System::nanoTime, Clock.systemUTC(), Telemetry.off().meter());
    PricedCarts carts = new PricedCarts(behind, behind, products, config.priceDeadline());
    return new Fronts(
        "souk",
        server,
        config,
        new ShopGrpcService(products, carts, behind),
        behind,
        Telemetry.off());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    model.reset();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    channel.shutdownNow();
    fronts.close();
    behind.shutdownNow();
    services.shutdownNow();
  }

  static URI uri(Fronts fronts, String path) {
    return URI.create("http://127.0.0.1:" + fronts.webPort() + path);
  }

  HttpResponse<String> get(String path) throws Exception {
    return get(fronts, path);
  }

  HttpResponse<String> get(Fronts fronts, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(fronts, path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path, String json) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(fronts, path))
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .header("content-type", "application/json")
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  static JsonObject body(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  static JsonObject error(HttpResponse<String> response, int status) {
    JsonObject error = body(response, status).getAsJsonObject("error");
    assertThat(error.get("code").getAsInt()).isEqualTo(status);
    return error;
  }
}
