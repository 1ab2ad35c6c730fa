// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static souk.order.OrderFixture.request;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;
import static souk.service.GrpcExtension.fields;

import com.google.type.Money;
import com.google.type.PostalAddress;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.order.OrderFixture.Shopper;
import souk.service.PostgresExtension;
import souk.v1.CancelOrderRequest;
import souk.v1.CheckoutRequest;
import souk.v1.WatchOrderRequest;

/** What is refused before anybody is asked. */
class OrderRequestsTest {
  private static final String CART = "crt_" + "0".repeat(32);
  private static final String UNKNOWN = "ord_" + "0".repeat(32);

  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  private Shopper shopper;

  @BeforeEach
  void start() {
    shopper = orders.start();
  }

  static Stream<Arguments> wrongFields() {
    PostalAddress good = request(CART).getShipTo();
    return Stream.of(
        Arguments.of("cart_id", request("crt_1")),
        Arguments.of("request_id", request(CART).setRequestId("")),
        Arguments.of(
            "request_id", request(CART).setRequestId("6ba7b810-9dad-11d1-80b4-00c04fd430c8")),
        Arguments.of("card_token", request(CART).setCardToken("4111111111111111")),
        Arguments.of("card_token", request(CART).setCardToken("tok_" + "a".repeat(61))),
        Arguments.of("ship_to.region_code", withAddress(good.toBuilder().clearRegionCode())),
        Arguments.of("ship_to.region_code", withAddress(good.toBuilder().setRegionCode("nl"))),
        Arguments.of("ship_to.address_lines", withAddress(good.toBuilder().clearAddressLines())),
        Arguments.of("ship_to.address_lines", withAddress(good.toBuilder().addAddressLines(" "))),
        Arguments.of("ship_to.address_lines", withAddress(good.toBuilder().addAddressLines(""))),
        Arguments.of(
            "ship_to.address_lines",
            withAddress(good.toBuilder().addAllAddressLines(List.of("2", "3", "4", "5", "6")))),
        Arguments.of(
            "ship_to.address_lines",
            withAddress(good.toBuilder().addAddressLines("x".repeat(201)))),
        Arguments.of("ship_to.locality", withAddress(good.toBuilder().setLocality("a\r\nb"))),
        Arguments.of(
            "ship_to.postal_code", withAddress(good.toBuilder().setPostalCode("1".repeat(201)))),
        Arguments.of(
            "ship_to.recipients", withAddress(good.toBuilder().addRecipients("x".repeat(201)))),
        Arguments.of("ship_to.revision", withAddress(good.toBuilder().setRevision(1))),
        Arguments.of(
            "expected_total",
            request(CART).setExpectedTotal(Money.newBuilder().setUnits(1).setNanos(-1))),
        Arguments.of("expected_total", request(CART).setExpectedTotal(Money.newBuilder())));
  }

  @ParameterizedTest
  @MethodSource("wrongFields")
  void checkout_wrongField_namedAndNothingAsked(String field, CheckoutRequest.Builder wrong) {
    StatusRuntimeException failure = failureOf(() -> shopper.checkout(wrong));

    assertThat(codeAndReason(failure)).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    assertThat(fields(failure)).containsOnly(field);
    assertThat(orders.shop.cartLink.calls()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "ada@localhost",
        "@example.com",
        "ada@@example.com",
        "ada@example.com, eve@example.com",
        "Ada <ada@example.com>",
        "ada@example.com\r\nBcc: eve@example.com",
        "ada@example.com\n",
        "ada\u0000@example.com",
        "ada.@example.com",
        "a..da@example.com",
        "ada@-example.com",
        "ada@exa_mple.com",
        "ada@example..com",
        "\"ada\"@example.com",
        "ada@[127.0.0.1]"
      })
  void checkout_notOneAddress_refused(String email) {
    assertThat(fields(failureOf(() -> shopper.checkout(request(CART).setEmail(email)))))
        .containsExactly("email");
  }

  @Test
  void checkout_addressTooLong_refused() {
    String longLocal = "a".repeat(65) + "@example.com";
    String longAll = "a@" + "b".repeat(60) + ("." + "c".repeat(60)).repeat(4) + ".com";

    assertThat(fields(failureOf(() -> shopper.checkout(request(CART).setEmail(longLocal)))))
        .containsExactly("email");
    assertThat(fields(failureOf(() -> shopper.checkout(request(CART).setEmail(longAll)))))
        .containsExactly("email");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ada@example.com", "a.b+c_d@mail.example.co.uk", "o'neil@xn--80ak6aa.com"})
  void check_ordinaryAddress_accepted(String email) {
    CheckoutRequests requests = new CheckoutRequests(new RequestHash.Key(new byte[32]));

    assertThatCode(() -> requests.check(request(CART).setEmail(email).build()))
        .doesNotThrowAnyException();
  }

  @Test
  void of_anyFieldIsAnother_anotherHash() {
    RequestHash.Key key = new RequestHash.Key(new byte[32]);
    CheckoutRequest request = request(CART).build();
    PostalAddress address = request.getShipTo();

    assertThat(key.of(request)).isEqualTo(key.of(request));
    assertThat(
            Stream.of(
                    request.toBuilder().setCardToken("tok_x"),
                    request.toBuilder().setEmail("eve@example.com"),
                    request.toBuilder().setExpectedTotal(Money.newBuilder().setUnits(1)),
                    request.toBuilder().setShipTo(address.toBuilder().addAddressLines("x")),
                    request.toBuilder().setShipTo(address.toBuilder().addRecipients("x")),
                    request.toBuilder()
                        .setShipTo(
                            address.toBuilder().clearAddressLines().addRecipients("Damrak 1")))
                .map(other -> key.of(other.build())))
        .doesNotContain(key.of(request))
        .doesNotHaveDuplicates();
    assertThat(new RequestHash.Key("another key".getBytes(StandardCharsets.UTF_8)).of(request))
        .isNotEqualTo(key.of(request));
  }

  @Test
  void orderMethods_malformedId_invalid() {
    assertThat(fields(failureOf(() -> shopper.get("ord_XYZ")))).containsExactly("order_id");
    assertThat(
            fields(
                failureOf(
                    () ->
                        shopper.stub().watchOrder(WatchOrderRequest.getDefaultInstance()).next())))
        .containsExactly("order_id");
    assertThat(
            fields(
                failureOf(
                    () -> shopper.stub().cancelOrder(CancelOrderRequest.getDefaultInstance()))))
        .containsExactly("order_id", "request_id");
  }

  @Test
  void orderMethods_unknownId_notFound() {
    assertThat(codeAndReason(failureOf(() -> shopper.get(UNKNOWN))))
        .isEqualTo("NOT_FOUND ORDER_NOT_FOUND");
    assertThat(
            codeAndReason(
                failureOf(() -> shopper.cancel(souk.v1.Order.newBuilder().setId(UNKNOWN).build()))))
        .isEqualTo("NOT_FOUND ORDER_NOT_FOUND");
    assertThat(
            codeAndReason(
                failureOf(
                    () ->
                        shopper
                            .stub()
                            .watchOrder(WatchOrderRequest.newBuilder().setOrderId(UNKNOWN).build())
                            .next())))
        .isEqualTo("NOT_FOUND ORDER_NOT_FOUND");
  }

  private static CheckoutRequest.Builder withAddress(PostalAddress.Builder address) {
    return request(CART).setShipTo(address);
  }
}
