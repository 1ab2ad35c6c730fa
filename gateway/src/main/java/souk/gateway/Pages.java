// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The web shop's files: its one page at /, what the page is made of below /assets/VERSION/ and the
 * products' pictures below /pictures/. Files are named by the version of all of them together, so
 * that browsers may keep them for ever and never mix two versions; one of another version (from a
 * page that an older or newer gateway served) is redirected. Thread-safe; never blocks.
 */
final class Pages implements HttpService {
  static final String ASSETS = "/assets/";
  static final String PICTURES = "/pictures/";

  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_EACH_TIME = "no-cache";
  private static final MediaType SVG = MediaType.parse("image/svg+xml; charset=utf-8");

  /** Only our own files, no inline script or style, no text that becomes code. */
  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types lit-html";

  private static final String PICTURE_POLICY = "default-src 'none'; frame-ancestors 'none'";

  private static final Pattern PICTURE_PATH =
      Pattern.compile("/pictures/([a-z0-9-]{1,40})/([a-z0-9-]{1,100})\\.svg");

  private final WebFiles files = WebFiles.read();
  private final Picture picture = new Picture();

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      throw HttpStatusException.of(HttpStatus.METHOD_NOT_ALLOWED);
    }
    String path = context.path();
    if (path.equals("/")) {
      return answer(request, files.page(), ASK_EACH_TIME, PAGE_POLICY);
    }
    return path.startsWith(PICTURES) ? picture(request, path) : asset(request, path);
  }

  private HttpResponse asset(HttpRequest request, String path) {
    String versioned = path.substring(ASSETS.length());
    String name = versioned.substring(versioned.indexOf('/') + 1);
    WebFile file =
        files.named(name).orElseThrow(() -> HttpStatusException.of(HttpStatus.NOT_FOUND));
    if (!versioned.startsWith(files.version() + "/")) {
      return HttpResponse.of(
          ResponseHeaders.of(
              HttpStatus.TEMPORARY_REDIRECT,
              HttpHeaderNames.LOCATION,
              ASSETS + files.version() + "/" + name,
              HttpHeaderNames.CACHE_CONTROL,
              "no-store"));
    }
    return answer(request, file, FOR_EVER, PAGE_POLICY);
  }

  private HttpResponse picture(HttpRequest request, String path) {
    Matcher parts = PICTURE_PATH.matcher(path);
    Optional<String> drawn =
        parts.matches() ? picture.draw(parts.group(1), parts.group(2)) : Optional.empty();
    // A product of an older database, or of a shop with products of its own: a parcel, wrapped.
    String svg = drawn.orElseGet(() -> files.text("parcel.svg"));
    // Asked for again after a day, since what a path looks like is ours to redraw.
    return answer(request, WebFile.of(SVG, svg), "public, max-age=86400", PICTURE_POLICY);
  }

  private static HttpResponse answer(
      HttpRequest request, WebFile file, String caching, String policy) {
    Map<CharSequence, String> headers =
        Map.of(
            HttpHeaderNames.CACHE_CONTROL,
            caching,
            HttpHeaderNames.CONTENT_SECURITY_POLICY,
            policy,
            HttpHeaderNames.of("cross-origin-opener-policy"),
            "same-origin",
            HttpHeaderNames.of("cross-origin-resource-policy"),
            "same-origin");
    return file.answer(request.headers(), headers);
  }
}
