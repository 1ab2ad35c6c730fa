// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The web shop's files, as a browser gets them. */
class PagesTest {
  private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"");

  @RegisterExtension static final RunningGateway gateway = new RunningGateway();

  @Test
  void page_allThatItNames_isServedForEverAndItselfIsAskedForEachTime() throws Exception {
    HttpResponse<String> page = gateway.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "cache-control")).isEqualTo("no-cache");
    List<String> assets = assets(page.body());
    assertThat(assets).hasSizeGreaterThan(15).anyMatch(path -> path.endsWith("/lit/lit-html.js"));
    for (String path : assets) {
      HttpResponse<String> asset = gateway.get(path);
      assertThat(asset.statusCode()).as(path).isEqualTo(200);
      assertThat(header(asset, "cache-control")).as(path).contains("immutable");
    }
  }

  @Test
  void page_headers_allowNothingButItsOwnFiles() throws Exception {
    HttpResponse<String> page = gateway.get("/");

    assertThat(header(page, "content-security-policy"))
        .contains(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'")
        .doesNotContain("unsafe", "*", "http:", "https:", "data:");
    assertThat(header(page, "referrer-policy")).isEqualTo("no-referrer");
    assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(page, "cross-origin-opener-policy")).isEqualTo("same-origin");
    assertThat(page.body()).doesNotContain("<script>", "style=", "onclick", "http://", "https://");
  }

  @Test
  void api_answersAndErrors_areNeverTakenForAnotherType() throws Exception {
    for (String path : List.of("/v1/products", "/v1/products/none", "/nowhere")) {
      HttpResponse<String> answer = gateway.get(path);
      assertThat(header(answer, "x-content-type-options")).as(path).isEqualTo("nosniff");
      assertThat(header(answer, "referrer-policy")).as(path).isEqualTo("no-referrer");
    }
  }

  @Test
  void asset_browserTakesGzip_isSmallerAndTheSame() throws Exception {
    String path = asset("style.css");
    HttpResponse<byte[]> compressed =
        gateway.http.send(
            HttpRequest.newBuilder(RunningGateway.uri(gateway.fronts, path))
                .header("accept-encoding", "gzip, br")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    String plain = gateway.get(path).body();

    assertThat(compressed.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(compressed.body().length).isLessThan(plain.length() / 2);
    assertThat(
            new String(
                new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes(),
                StandardCharsets.UTF_8))
        .isEqualTo(plain);
  }

  @Test
  void asset_browserHasIt_isNotSentAgain() throws Exception {
    String path = asset("app.js");
    String tag = header(gateway.get(path), "etag");

    HttpResponse<String> again =
        gateway.http.send(
            HttpRequest.newBuilder(RunningGateway.uri(gateway.fronts, path))
                .header("if-none-match", tag)
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void asset_ofAnotherVersion_isNotFoundAndNothingRemembersThat() throws Exception {
    HttpResponse<String> old = gateway.get("/assets/0123456789abcdef0123/pages/home.js");

    RunningGateway.error(old, 404);
    assertThat(header(old, "cache-control")).isEqualTo("no-store");
  }

  @Test
  void page_whatLoadsItAgain_comesFirstAndIsOfEveryVersion() throws Exception {
    String page = gateway.get("/").body();
    String tag = "<script src=\"/again.js\"></script>";

    assertThat(page.indexOf(tag)).isPositive().isLessThan(page.indexOf("/assets/"));
    HttpResponse<String> again = gateway.get("/again.js");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(header(again, "content-type")).contains("javascript");
    assertThat(header(again, "cache-control")).isEqualTo("no-cache");
    assertThat(assets(page)).noneMatch(path -> path.endsWith("again.js"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../Pages.class",
        "/assets/x/../../Pages.class",
        "/assets/x/%2e%2e/%2e%2e/Pages.class",
        "/assets/x/index.html",
        "/assets/",
        "/assets/x/none.js"
      })
  void asset_thatIsNone_isNotFound(String path) throws Exception {
    assertThat(gateway.get(path).statusCode()).isBetween(400, 404);
  }

  @Test
  void page_posted_isRefused() throws Exception {
    assertThat(gateway.send("POST", "/", "{}").statusCode()).isEqualTo(405);
  }

  @Test
  void picture_anyPath_isAnImageThatRunsNothing() throws Exception {
    for (String path :
        List.of("lamps/pendant-fez-brass-stars-1.svg", "sku-0001.svg", "none/x-1.svg")) {
      HttpResponse<String> picture = gateway.get("/pictures/" + path);
      assertThat(picture.statusCode()).as(path).isEqualTo(200);
      assertThat(header(picture, "content-type")).startsWith("image/svg+xml");
      assertThat(header(picture, "content-security-policy")).startsWith("default-src 'none'");
      assertThat(picture.body()).startsWith("<svg").doesNotContain("<script");
    }
  }

  @Test
  void picture_moreOfOneClientThanASecondMayHave_isRefusedAndTheApiIsNot() throws Exception {
    Fronts limited =
        gateway.start(
            Map.of("SOUK_GATEWAY_REQUESTS_PER_SECOND", "1", "SOUK_GATEWAY_LIMIT_LOOPBACK", "true"));
    try {
      HttpResponse<String> answer = gateway.get(limited, "/pictures/lamps/lantern-1.svg");
      for (int i = 0; i < 100 && answer.statusCode() == 200; i++) {
        answer = gateway.get(limited, "/pictures/lamps/lantern-1.svg");
      }

      assertThat(RunningGateway.error(answer, 429).toString()).contains("RATE_LIMITED");
      assertThat(gateway.get(limited, "/v1/products").statusCode()).isEqualTo(200);
    } finally {
      limited.close();
    }
  }

  private static String asset(String name) throws Exception {
    return assets(gateway.get("/").body()).stream()
        .filter(path -> path.endsWith("/" + name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> assets(String html) {
    return ASSET.matcher(html).results().map(match -> match.group(1)).distinct().toList();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
