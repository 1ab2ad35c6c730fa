// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasClassOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.room.StillRoom;

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
    deed(page, "Kill").click();
    looks(cart, "dead", AT_ONCE_MS);
    Locator happened = page.locator(".happened");
    assertThat(happened).containsText("./souk kill cart-2 --name tour", contains(AT_ONCE_MS));
    visitor().isUsableByAll("the control room with an instance killed");

    deed(page, "Start").click();
    looks(cart, "coming", AT_ONCE_MS);
    looks(cart, "well", PATIENCE_MS);
    assertThat(page.locator(".promise"))
        .containsText(Pattern.compile("orders are true|had just changed"), contains(PATIENCE_MS));
  }

  @Test
  @Order(41)
  default void controlRoom_withoutToken_showsNothingOfTheShop() throws Exception {
    Page page = visitor().page();
    page.navigate(link().replaceFirst("#.*", "#somebody-else"));
    visitor().reads("Open the link that was printed");
    assertThat(page.locator(".part").count()).isZero();
  }

  @Test
  @Order(42)
  default void controlRoom_sendThem_shoppersComeUntilTheyAreToldToEnd() throws Exception {
    Page page = visitor().page();
    page.navigate(link());
    Locator much = page.locator("[data-part=gateway-1] .much");
    assertThat(much).hasText("0/s", patiently());

    Locator send = page.getByText("Send them");
    send.click();
    Locator run = page.locator(".runs li").first();
    assertThat(run).containsText("./souk load --rate 5 --seconds 600 --name tour");
    assertThat(send).isDisabled();
    assertThat(much).hasText(Pattern.compile(".*[1-9].*/s"), patiently());

    run.getByText("End it").click();
    assertThat(run).containsText("ended with status", contains(PATIENCE_MS));
    assertThat(run).containsText(Pattern.compile("nobody else comes.*checked out", Pattern.DOTALL));
    assertThat(send).isEnabled();
    assertThat(much).hasText("0/s", patiently());
  }

  @Test
  @Order(43)
  default void controlRoom_awayAndBack_saysSoAndComesBackByItself(@TempDir Path folder)
      throws Exception {
    Page page = visitor().page();
    try (StillRoom room = StillRoom.in(folder)) {
      page.navigate(room.link());
      Locator cart = page.locator("[data-part=cart-1]");
      looks(cart, "well", PATIENCE_MS);
      room.goAway();
      Locator banner = page.locator(".banner");
      assertThat(banner).containsText("does not answer", contains(AT_ONCE_MS));
      assertThat(cart).isVisible();

      room.comeBack();
      assertThat(banner).hasCount(0);
      cart.click();
      deed(page, "Kill").click();
      looks(cart, "dead", AT_ONCE_MS);
    }
  }

  static Locator deed(Page page, String word) {
    return page.locator(".deeds").getByText(word, new Locator.GetByTextOptions().setExact(true));
  }

  static ContainsTextOptions contains(double millis) {
    return new ContainsTextOptions().setTimeout(millis);
  }

  private static HasTextOptions patiently() {
    return new HasTextOptions().setTimeout(PATIENCE_MS);
  }

  private static void looks(Locator part, String look, double millis) {
    assertThat(part)
        .hasClass(
            Pattern.compile(".*\\b" + look + "\\b.*"), new HasClassOptions().setTimeout(millis));
  }
}
