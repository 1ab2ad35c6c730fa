// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;

/** Who gets into the control room, and who does not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ControlRoomTest {
  private static final String TOKEN = "a-token-of-this-test";
  private static final String OWN = "Host: 127.0.0.1:PORT\nOrigin: http://127.0.0.1:PORT\n";
  private static final String DO = "POST /api/do HTTP/1.1\n";
  private static final String KILL = "{\"what\":\"kill\",\"part\":\"cart-1\"}";
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  @TempDir private Path folder;
  private StillShop shop;
  private ControlRoom room;
  private Browser browser;

  @BeforeEach
  void open() throws IOException {
    shop = new StillShop(folder);
    room = ControlRoom.open(shop, 0, TOKEN, CLOCK);
    String port = room.link().replaceFirst("http://127.0.0.1:(\\d+)/#.*", "$1");
    browser = new Browser(Integer.parseInt(port));
  }

  @AfterEach
  void close() {
    room.close();
  }

  @ParameterizedTest
  @CsvSource({
    "SCALE, cart, 3, scale cart 3",
    "THROTTLE, cart-1, 20, throttle cart-1 20",
    "THROTTLE, cart-1, 100, throttle cart-1 off",
    "FREE, redis, 0, fill redis off",
    "CLOCK, order-1, -90, clock order-1 behind 90s",
    "CLOCK, order-1, 0, clock order-1 off",
    "KILL, order-1, 0, kill order-1"
  })
  void words_areThoseOfTheCommandLine(Verb verb, String target, int count, String words) {
    assertThat(ControlRoom.words(new Request(verb, target, false, count))).isEqualTo(words);
  }

  @Test
  void link_hasTheTokenInItsFragment() {
    assertThat(room.link()).endsWith("/#" + TOKEN);
  }

  @Test
  void page_isServedWithAStrictPolicy() throws IOException {
    String answer = browser.send("GET / HTTP/1.1\nHost: localhost:PORT\n", "");
    assertThat(answer)
        .startsWith("HTTP/1.1 200")
        .contains("default-src 'none'; script-src 'self'")
        .contains("frame-ancestors 'none'")
        .contains("<div id=\"app\">")
        .doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example\n",
        "Host: evil.example:PORT\n",
        "Host: 127.0.0.1\n",
        "Host: 127.0.0.1.evil.example:PORT\n",
      })
  void anything_forAnotherHost_isMisdirected(String host) throws IOException {
    assertThat(browser.send("GET / HTTP/1.1\n" + host, ""))
        .startsWith("HTTP/1.1 421")
        .contains("WRONG_HOST");
  }

  @ParameterizedTest
  @CsvSource({
    "Host: 127.0.0.1:PORT, Origin: http://evil.example",
    "Host: 127.0.0.1:PORT, Origin: null",
    "Host: 127.0.0.1:PORT, Origin: https://127.0.0.1:PORT",
    "Host: 127.0.0.1:PORT, Origin: http://localhost:PORT",
    "Host: 127.0.0.1:PORT, Accept: */*",
  })
  void post_fromElsewhere_isRefusedAlsoWithTheCookie(String host, String origin)
      throws IOException {
    String head = DO + host + "\n" + origin + "\n" + json() + cookie();
    assertThat(browser.send(head, KILL)).startsWith("HTTP/1.1 403").contains("WRONG_ORIGIN");
    assertThat(shop.asked).isEmpty();
  }

  @Test
  void reading_forAnotherSitesPage_isRefused() throws IOException {
    String head =
        "GET /api/timeline.json HTTP/1.1\nHost: 127.0.0.1:PORT\nSec-Fetch-Site: same-site\n";
    assertThat(browser.send(head + cookie(), "")).startsWith("HTTP/1.1 403");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/do", "/api/events", "/api/here", "/api/timeline.json", "/api/timeline.html"})
  void api_withoutCookie_isRefused(String path) throws IOException {
    String head = (path.equals("/api/do") ? "POST " : "GET ") + path + " HTTP/1.1\n";
    assertThat(browser.send(head + OWN + json(), "")).startsWith("HTTP/1.1 401");
    assertThat(browser.send(head + OWN + json() + "Cookie: souk-room-PORT=" + TOKEN + "\n", ""))
        .startsWith("HTTP/1.1 401");
    assertThat(shop.asked).isEmpty();
  }

  @Test
  void enter_withTheToken_givesACookieThatNoScriptReads() throws IOException {
    assertThat(enter(TOKEN))
        .startsWith("HTTP/1.1 204")
        .containsPattern("(?i)set-cookie: souk-room-\\d+=.*; Path=/api; HttpOnly; SameSite=Strict")
        .doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a-token-of-this-tes", "a-token-of-this-test2", "\u0000"})
  void enter_withAnotherToken_isRefused(String token) throws IOException {
    assertThat(enter(token)).startsWith("HTTP/1.1 403").doesNotContain("Cookie");
  }

  @Test
  void doing_withTheCookie_isDoneAndToldAtOnce() throws Exception {
    assertThat(browser.send(DO + OWN + json() + cookie(), KILL))
        .startsWith("HTTP/1.1 200")
        .endsWith("[\"cart-1 is killed\"]");
    assertThat(shop.asked).containsExactly(new Request(Verb.KILL, "cart-1", false));
    String events = events("\"state\":\"killed\"");
    assertThat(events).contains("./souk kill cart-1 --name still").contains("\"kind\":\"state\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json | 400",
        "[] | 400",
        "null | 400",
        "{} | 400",
        "{\"what\":\"down\",\"part\":\"cart-1\"} | 400",
        "{\"what\":\"follow\",\"part\":\"cart-1\"} | 400",
        "{\"what\":\"kill\",\"part\":\"$(reboot)\"} | 400",
        "{\"what\":\"load\",\"count\":100000} | 400",
        "{\"what\":\"cut\",\"part\":\"order\",\"to\":\"a b\"} | 400",
        "{\"what\":\"experiment\",\"part\":\"--help\"} | 400",
        "{\"what\":\"end\",\"count\":3} | 409",
        "{\"what\":\"kill\",\"part\":\"cart-9\"} | 409",
      })
  void doing_whatIsNotThere_isRefusedInOneLine(String body, String status) throws IOException {
    assertThat(browser.send(DO + OWN + json() + cookie(), body))
        .startsWith("HTTP/1.1 " + status)
        .contains("\"message\":");
  }

  @Test
  void doing_withALargeBody_isRefused() throws IOException {
    assertThat(browser.send(DO + OWN + json() + cookie(), KILL + " ".repeat(5_000)))
        .startsWith("HTTP/1.1 413");
    assertThat(shop.asked).isEmpty();
  }

  @Test
  void doing_asAForm_isRefused() throws IOException {
    String form = "Content-Type: text/plain\n";
    assertThat(browser.send(DO + OWN + form + cookie(), KILL)).startsWith("HTTP/1.1 415");
    assertThat(browser.send("GET /api/do HTTP/1.1\n" + OWN + cookie(), ""))
        .startsWith("HTTP/1.1 405");
  }

  @Test
  void files_ofElsewhere_areNotServed() throws IOException {
    for (String path : new String[] {"/../secrets", "/%2e%2e/souk/lab/Souk.class", "/Souk.class"}) {
      assertThat(browser.send("GET " + path + " HTTP/1.1\n" + OWN, "")).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void page_thatGoesAway_isNoticed() throws Exception {
    for (int i = 0; i < 20; i++) {
      // More than may watch at once: each has gone before the next is refused.
      await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(events("cart-1")).contains("event: picture"));
    }
  }

  @Test
  void timeline_saved_hasEverythingEscaped() throws Exception {
    String hostile = "<img src=x onerror=alert(1)>\"&'";
    Board board = new Board(CLOCK);
    board.note("note", hostile, hostile);
    Promise promise = new Promise(shop, new Programs(shop.home()), board, CLOCK, TreeMap::new);
    SavedTimeline saved = new SavedTimeline(hostile, board, promise, CLOCK);
    assertThat(saved.html())
        .doesNotContain("<img")
        .contains("&lt;img src=x onerror=alert(1)&gt;&quot;&amp;&#39;")
        .contains("1970-01-01T00:00:00Z")
        .contains("Not audited.");
    assertThat(saved.json()).contains("\"kind\": \"note\"");
  }

  @Test
  void port_isNotToBeReachedFromOutside() throws Exception {
    int port = Integer.parseInt(room.link().replaceFirst(".*:(\\d+)/#.*", "$1"));
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : each.inetAddresses().toList()) {
        if (!address.isLoopbackAddress()) {
          try (Socket socket = new Socket(address, port)) {
            throw new AssertionError("open at " + socket.getRemoteSocketAddress());
          } catch (IOException e) {
            // Nobody listens there, as it should be.
          }
        }
      }
    }
  }

  private String enter(String token) throws IOException {
    return browser.send("POST /api/enter HTTP/1.1\n" + OWN + "Content-Type: text/plain\n", token);
  }

  private String events(String until) throws IOException {
    return browser.sendUntil("GET /api/events HTTP/1.1\n" + OWN + cookie(), until);
  }

  private String cookie() throws IOException {
    Matcher cookie = Pattern.compile("(?i)set-cookie: ([^;]+)").matcher(enter(TOKEN));
    assertThat(cookie.find()).isTrue();
    return "Cookie: other=1; " + cookie.group(1) + "\n";
  }

  private static String json() {
    return "Content-Type: application/json\n";
  }
}
