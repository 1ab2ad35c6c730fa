// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.bench.Latencies;

/**
 * How long it takes from the click on the last button until the page shows the order as bought:
 * measured in a browser and printed, not judged, and so no part of the tests. Needs a machine that
 * does nothing else; docs/web-shop.md has the command.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WebShopSpeed {
  private static final int FIRST = 15;
  private static final int MEASURED = 50;

  /** The browser's own time of the click, and that of the first frame which shows the order. */
  private static final String WATCH =
      """
      () => {
        let clicked;
        addEventListener('click', (event) => { clicked = event.timeStamp; }, { capture: true, once: true });
        window.bought = new Promise((resolve) => {
          const seen = new MutationObserver(() => {
            if (document.querySelector('h1')?.textContent !== 'Bought') return;
            seen.disconnect();
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - clicked)));
          });
          seen.observe(document.body, { subtree: true, childList: true, characterData: true });
        });
      }
      """;

  @TempDir private Path folder;

  @Test
  void buy_clicked_isShownAsBought() throws Exception {
    LocalShop shop = LocalShop.in(folder);
    try (Chromium chromium = Chromium.start()) {
      shop.souk("up", "-d").ok();
      try (Visitor visitor = chromium.visitor(shop.status().web(), ColorScheme.LIGHT)) {
        for (int i = 0; i < FIRST; i++) {
          buy(visitor);
        }
        List<Duration> taken = new ArrayList<>();
        for (int i = 0; i < MEASURED; i++) {
          taken.add(buy(visitor));
        }
        Latencies latencies = new Latencies(taken);
        System.out.printf(
            "from click to bought, %d times: p50 %.0f ms   p95 %.0f ms   longest %.0f ms%n",
            MEASURED, latencies.millis(0.5), latencies.millis(0.95), latencies.millis(1));
      }
    } finally {
      shop.end();
    }
  }

  private static Duration buy(Visitor visitor) {
    visitor.puts(StrangeAnswers.LAMP);
    Locator buy = visitor.buyButton("tok_visa");
    visitor.page().evaluate(WATCH);
    buy.click();
    double millis = ((Number) visitor.page().evaluate("() => window.bought")).doubleValue();
    // The next one begins when this one is wholly done.
    visitor.reads("Taken out of the cart");
    visitor.reads("Money taken");
    return Duration.ofNanos(Math.round(millis * 1e6));
  }
}
