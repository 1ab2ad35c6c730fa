// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The products' pictures below /pictures/. One is drawn and compressed when it is first asked for,
 * where methods run, and kept finished as long as there is room. Every path is a picture, so each
 * client may ask only so often. Thread-safe; never blocks.
 */
final class Pictures implements HttpService {
  static final String PATH = "/pictures/";

  /** Room for some 1,500 of the demo catalogue. */
  static final long KEPT_BYTES = 4 * 1024 * 1024;

  private static final MediaType SVG = MediaType.parse("image/svg+xml; charset=utf-8");
  private static final Pattern PICTURE =
      Pattern.compile("/pictures/([a-z0-9-]{1,40})/([a-z0-9-]{1,100})\\.svg");

  /** Asked for again after a day, since what a path looks like is ours to redraw. */
  private static final String CACHING = "public, max-age=86400";

  private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";

  /** What an entry takes besides its bytes. */
  private static final int ENTRY_BYTES = 512;

  private final Drawer drawer;
  private final WebFile parcel;
  private final ClientRates rates;
  private final Cache<String, WebFile> finished;

  /** Draws a picture as SVG, the same one each time; empty when there is no such category. */
  @FunctionalInterface
  interface Drawer {
    Optional<String> draw(String category, String keys);
  }

  /**
   * @param parcel what is not known is shown as: a product of an older database, or of a shop with
   *     products of its own
   * @param rates of pictures alone, so that looking uses up nothing of what buying needs
   * @param keptBytes how much room finished pictures have
   */
  Pictures(Drawer drawer, String parcel, ClientRates rates, long keptBytes) {
    this.drawer = drawer;
    this.parcel = WebFile.of(SVG, parcel);
    this.rates = rates;
    this.finished =
        Caffeine.newBuilder()
            .maximumWeight(keptBytes)
            .weigher((String path, WebFile file) -> path.length() + file.bytes() + ENTRY_BYTES)
            // Not somewhere in the common pool: what is beyond the bound goes at once.
            .executor(Runnable::run)
            .build();
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    Pages.refuseAllButReading(request);
    rates.check(
        context.remoteAddress(), request.headers().getAll(ClientRates.FORWARDED_FOR.name()));
    String path = context.path();
    WebFile known = finished.getIfPresent(path);
    if (known != null) {
      return answer(request, known);
    }
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
            () -> answer(request, draw(path)), context.blockingTaskExecutor()));
  }

  private WebFile draw(String path) {
    Matcher parts = PICTURE.matcher(path);
    if (!parts.matches()) {
      return parcel;
    }
    return finished.get(
        path,
        any ->
            drawer
                .draw(parts.group(1), parts.group(2))
                .map(svg -> WebFile.of(SVG, svg))
                .orElse(parcel));
  }

  private static HttpResponse answer(HttpRequest request, WebFile file) {
    return Pages.answer(request, file, CACHING, POLICY);
  }
}
