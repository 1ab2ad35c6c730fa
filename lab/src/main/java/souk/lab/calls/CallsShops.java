// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.part.ShopPlan;

/**
 * The shops of one run, one at a time: the next part goes on with the last one's if it is alike.
 */
final class CallsShops implements AutoCloseable {
  private static final String BENCH_JAR = "bench.jar";

  private static final int WARM_AT_ONCE = 8;
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  private final Run run;
  private final Path root;
  private @Nullable OwnShop shop;
  private @Nullable ShopPlan plan;

  CallsShops(Run run, Path root) {
    this.run = run;
    this.root = root;
  }

  Run run() {
    return run;
  }

  /** The clone's folder. */
  Path root() {
    return root;
  }

  /**
   * Two of each service, optimized code, the gateways' near cache off, and a meter in the
   * catalogue.
   */
  OwnShop pairs() throws IOException, InterruptedException {
    return of(withoutNearCache().withMain("catalog", "souk.catalog.MeteredCatalog", BENCH_JAR));
  }

  /** One of each service, optimized code, the gateway's near cache off. */
  OwnShop singles() throws IOException, InterruptedException {
    return of(withoutNearCache().withOneOfEachBut());
  }

  /** One of each service, and a gateway that does so much in a second and no more. */
  OwnShop capped() throws IOException, InterruptedException {
    return of(
        withoutNearCache()
            .withMain("gateway", "souk.gateway.CappedGateway", BENCH_JAR)
            .withInstances("gateway", 1));
  }

  private static ShopPlan withoutNearCache() {
    return ShopPlan.plain()
        .with(ShopPlan.Trait.OPTIMIZED)
        .with("gateway", "SOUK_GATEWAY_CATALOG_FRESH", "1ms")
        .with("gateway", "SOUK_GATEWAY_CATALOG_KEPT", "1ms");
  }

  private OwnShop of(ShopPlan wanted) throws IOException, InterruptedException {
    if (shop != null && wanted.equals(plan)) {
      return shop;
    }
    close();
    OwnShop started = run.startShop(wanted);
    started.discardIf(true);
    shop = started;
    plan = wanted;
    // What the parts measure is not how long a JVM takes to compile.
    try (Browsers browsers = new Browsers(started.door().grpc(), 1)) {
      browsers.asFastAsItGoes(WARM_AT_ONCE, WARM_UP);
    }
    return started;
  }

  @Override
  public void close() throws IOException {
    if (shop != null) {
      shop.close();
      shop = null;
    }
  }
}
