// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files that the page is made of, all in memory. Immutable. */
final class RoomFiles {
  private static final String LIT = "META-INF/resources/webjars/lit-html/3.3.2/lit-html.js";

  /** The web shop's: one palette, one type scale for both. */
  private static final String SHOP = "souk/gateway/web/";

  private static final String OWN = "souk/lab/room/";
  private static final String TEXT = "; charset=utf-8";

  private final Map<String, RoomFile> files;

  /** A file and its type. */
  record RoomFile(String type, ByteString content) {
    private static RoomFile of(String type, byte[] content) {
      return new RoomFile(type, ByteString.copyFrom(content));
    }
  }

  private RoomFiles(Map<String, RoomFile> files) {
    this.files = files;
  }

  static RoomFiles read() {
    Map<String, RoomFile> files = new TreeMap<>();
    files.put("/", RoomFile.of("text/html" + TEXT, resource(OWN + "index.html")));
    for (String name :
        List.of(
            "app.js",
            "feed.js",
            "shop.js",
            "arrows.js",
            "panel.js",
            "strip.js",
            "timeline.js",
            "words.js")) {
      files.put("/" + name, RoomFile.of("text/javascript" + TEXT, resource(OWN + name)));
    }
    files.put("/room.css", RoomFile.of("text/css" + TEXT, resource(OWN + "room.css")));
    files.put("/style.css", RoomFile.of("text/css" + TEXT, resource(SHOP + "style.css")));
    files.put("/star.svg", RoomFile.of("image/svg+xml", resource(SHOP + "star.svg")));
    for (String font : List.of("fonts/marcellus.woff2", "fonts/figtree.woff2")) {
      files.put("/" + font, RoomFile.of("font/woff2", resource(SHOP + font)));
    }
    // Its map of sources is not served.
    String lit = new String(resource(LIT), UTF_8).replaceAll("//# sourceMappingURL=.*", "");
    files.put("/lit/lit-html.js", RoomFile.of("text/javascript" + TEXT, lit.getBytes(UTF_8)));
    return new RoomFiles(files);
  }

  Optional<RoomFile> at(String path) {
    return Optional.ofNullable(files.get(path));
  }

  private static byte[] resource(String name) {
    try (InputStream in = RoomFiles.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
