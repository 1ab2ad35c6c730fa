// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Map;
import java.util.Optional;

/**
 * The web shop's files: its one page at /, and what the page is made of below /assets/VERSION/.
 * Files are named by the version of all of them together, so that browsers may keep them for ever
 * and never mix two versions. One of another version (of a page that an older or newer gateway
 * served) is not found; then /again.js, which is of no version, has the page loaded again, once.
 * Thread-safe; never blocks.
 */
final class Pages implements HttpService {
  static final String ASSETS = "/assets/";
  static final String AGAIN = "/again.js";

  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_EACH_TIME = "no-cache";

  /** Only our own files, no inline script or style, no text that becomes code. */
  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types lit-html";

  private final WebFiles files;

  Pages(WebFiles files) {
    this.files = files;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    refuseAllButReading(request);
    String path = context.path();
    if (path.equals("/")) {
      return answer(request, files.page(), ASK_EACH_TIME, PAGE_POLICY);
    }
    if (path.equals(AGAIN)) {
      return answer(request, files.again(), ASK_EACH_TIME, PAGE_POLICY);
    }
    return asset(context, request, path);
  }

  private HttpResponse asset(ServiceRequestContext context, HttpRequest request, String path) {
    String prefix = ASSETS + files.version() + "/";
    Optional<WebFile> file =
        path.startsWith(prefix) ? files.named(path.substring(prefix.length())) : Optional.empty();
    if (file.isEmpty()) {
      // To be asked for anew, since the next gateway may be of the version that has it.
      context.mutateAdditionalResponseHeaders(
          headers -> headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store"));
      throw HttpStatusException.of(HttpStatus.NOT_FOUND);
    }
    return answer(request, file.get(), FOR_EVER, PAGE_POLICY);
  }

  /**
   * @throws HttpStatusException when it is no request for a file
   */
  static void refuseAllButReading(HttpRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      throw HttpStatusException.of(HttpStatus.METHOD_NOT_ALLOWED);
    }
  }

  /** The file with the headers that all have. */
  static HttpResponse answer(HttpRequest request, WebFile file, String caching, String policy) {
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
