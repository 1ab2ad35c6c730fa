// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasClassOptions;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The control room of a running shop, in a browser. */
interface ControlRoomVisit {
  double AT_ONCE_MS = 3_000;
  double PATIENCE_MS = 45_000;

  /** The link that was printed. */
  String link() throws Exception;

  /** Somebody who has just come in. */
  Visitor visitor();

  @Test
  @Order(40)
  default void controlRoom_killByButton_isRedAtOnceAndComesBack() throws Exception {
    Page page = visitor().page();
    page.navigate(link());
    Locator cart = page.locator("[data-part=cart-2]");
    looks(cart, "well", PATIENCE_MS);
    assertThat(page.url()).as("the token stays in no address").doesNotContain("#");

    cart.click();
    page.locator(".deeds").getByText("Kill", new Locator.GetByTextOptions().setExact(true)).click();
    looks(cart, "dead", AT_ONCE_MS);
    Locator happened = page.locator(".happened");
    assertThat(happened)
        .containsText("./souk kill cart-2", new ContainsTextOptions().setTimeout(AT_ONCE_MS));
    visitor().isUsableByAll("the control room with an instance killed");

    page.locator(".deeds")
        .getByText("Start", new Locator.GetByTextOptions().setExact(true))
        .click();
    looks(cart, "coming", AT_ONCE_MS);
    looks(cart, "well", PATIENCE_MS);
    assertThat(page.locator(".promise"))
        .containsText(
            Pattern.compile("orders are true|had just changed"),
            new ContainsTextOptions().setTimeout(PATIENCE_MS));
  }

  @Test
  @Order(41)
  default void controlRoom_withoutToken_showsNothingOfTheShop() throws Exception {
    Page page = visitor().page();
    page.navigate(link().replaceFirst("#.*", "#somebody-else"));
    visitor().reads("Open the link that was printed");
    assertThat(page.locator(".part").count()).isZero();
  }

  private static void looks(Locator part, String look, double millis) {
    assertThat(part)
        .hasClass(
            Pattern.compile(".*\\b" + look + "\\b.*"), new HasClassOptions().setTimeout(millis));
  }
}
