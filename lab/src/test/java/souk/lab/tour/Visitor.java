// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Somebody in the web shop: a browser that remembers only what this visit left in it. */
final class Visitor implements AutoCloseable {
  private static final double PATIENCE_MS = 45_000;
  private static final Set<String> GRAVE = Set.of("serious", "critical");

  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new ArrayList<>();

  Visitor(BrowserContext context) {
    this.context = context;
    context.setDefaultTimeout(PATIENCE_MS);
    this.page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          // What the browser itself says of an answer that failed is no fault of the page.
          if (message.type().equals("error") && !message.text().startsWith("Failed to load")) {
            complaints.add(message.text());
          }
        });
  }

  Page page() {
    return page;
  }

  void go(String fragment) {
    page.navigate("/" + fragment);
  }

  void sees(String heading) {
    assertThat(page.locator("h1")).hasText(heading, patiently());
  }

  void reads(String text) {
    assertThat(page.locator("main"))
        .containsText(text, new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS));
  }

  /** Puts one piece into the cart, and waits until the shop has said so. */
  void puts(String product) {
    go("#/product/" + product);
    page.locator(".buy button").click();
    page.locator(".buy .done").waitFor();
  }

  /** Goes to the till and fills its form, up to the last button. */
  Locator buyButton(String card) {
    go("#/checkout");
    page.getByText("Fill in an example").click();
    page.locator("input[value=" + card + "]").check();
    return page.getByText("Buy now");
  }

  /** The orders that this browser remembers. */
  int orders() {
    return ((Number) page.evaluate("() => JSON.parse(localStorage['souk.orders'] ?? '[]').length"))
        .intValue();
  }

  String cart() {
    return (String) page.evaluate("() => JSON.parse(localStorage['souk.cart'])");
  }

  /**
   * Nothing on the page as it is now keeps somebody out; in the dark only the colours are others.
   */
  void isUsableByAll(String where) {
    findsNothing(new AxeBuilder(page), where);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    findsNothing(
        new AxeBuilder(page).withRules(List.of("color-contrast")), where + ", in the dark");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }

  private static void findsNothing(AxeBuilder axe, String where) {
    List<Rule> grave =
        axe.analyze().getViolations().stream()
            .filter(rule -> GRAVE.contains(rule.getImpact()))
            .toList();
    assertThat(grave)
        .as("axe-core on %s", where)
        .extracting(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
        .isEmpty();
  }

  /** No script failed, and nothing was asked for that the page's policy forbids. */
  @Override
  public void close() {
    context.close();
    assertThat(complaints).isEmpty();
  }

  private static LocatorAssertions.HasTextOptions patiently() {
    return new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MS);
  }
}
