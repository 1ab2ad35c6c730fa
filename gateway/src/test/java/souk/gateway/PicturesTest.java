// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often, and where, a picture is drawn. */
class PicturesTest {
  private static final int PICTURE_BYTES = 1_000;

  private final List<String> drawn = new CopyOnWriteArrayList<>();
  private final List<Thread> drawers = new CopyOnWriteArrayList<>();
  private final Pictures pictures =
      new Pictures(
          this::draw,
          "<svg>a parcel</svg>",
          new ClientRates(1_000, false, TrustedProxies.NONE),
          20_000);

  @Test
  void serve_pictureAskedForAgain_isDrawnOnceAndTheSame() {
    AggregatedHttpResponse first = get("/pictures/lamps/oil-1.svg");
    AggregatedHttpResponse second = get("/pictures/lamps/oil-1.svg");

    assertThat(first.status().code()).isEqualTo(200);
    assertThat(second.headers()).isEqualTo(first.headers());
    assertThat(second.contentUtf8()).isEqualTo(first.contentUtf8()).startsWith("<svg>lamps oil-1");
    assertThat(drawn).containsExactly("lamps oil-1");
  }

  @Test
  void serve_pictureNotKnown_isDrawnElsewhereThanWhereRequestsAreRead() {
    get("/pictures/lamps/oil-1.svg");

    assertThat(drawers).hasSize(1).doesNotContain(Thread.currentThread());
  }

  @Test
  void serve_morePicturesThanThereIsRoomFor_keepsTheRoomsWorth() {
    IntStream.range(0, 200).forEach(i -> get("/pictures/lamps/oil-" + i + ".svg"));
    assertThat(drawn).hasSize(200);

    IntStream.range(0, 200).forEach(i -> get("/pictures/lamps/oil-" + i + ".svg"));

    assertThat(drawn.size()).isBetween(380, 399);
  }

  @Test
  void serve_whatIsNotKnown_isAParcel() {
    assertThat(get("/pictures/boats/dhow-1.svg").contentUtf8()).isEqualTo("<svg>a parcel</svg>");
    assertThat(get("/pictures/sku-1.svg").contentUtf8()).isEqualTo("<svg>a parcel</svg>");
  }

  private Optional<String> draw(String category, String keys) {
    drawn.add(category + " " + keys);
    drawers.add(Thread.currentThread());
    return category.equals("boats")
        ? Optional.empty()
        : Optional.of("<svg>" + category + " " + keys + " ".repeat(PICTURE_BYTES) + "</svg>");
  }

  /** Called on this thread, as the event loop would. */
  private AggregatedHttpResponse get(String path) {
    HttpRequest request = HttpRequest.of(HttpMethod.GET, path);
    return pictures.serve(ServiceRequestContext.of(request), request).aggregate().join();
  }
}
