// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The control room of a shop of one part, {@code cart-1}, for browsers: it can go away and come
 * back at the same address, as with a shop that is brought down and up again.
 */
public final class StillRoom implements AutoCloseable {
  private static final String TOKEN = "a-token-of-this-test";

  private final StillShop shop;
  private ControlRoom room;

  private StillRoom(StillShop shop, ControlRoom room) {
    this.shop = shop;
    this.room = room;
  }

  public static StillRoom in(Path folder) throws IOException {
    StillShop shop = new StillShop(folder);
    return new StillRoom(shop, open(shop, 0));
  }

  private static ControlRoom open(StillShop shop, int port) throws IOException {
    return ControlRoom.open(shop, port, TOKEN, InstantSource.system());
  }

  public String link() {
    return room.link();
  }

  public void goAway() {
    room.close();
  }

  public void comeBack() throws IOException {
    room = open(shop, Integer.parseInt(room.link().replaceFirst(".*:(\\d+)/#.*", "$1")));
  }

  @Override
  public void close() {
    room.close();
  }
}
