// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import souk.lab.cluster.Annex;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.ControlledShop;
import souk.lab.cluster.ShopEvents;
import souk.lab.metrics.Meters;
import souk.lab.part.Secrets;
import souk.lab.part.Shop;

/**
 * A page that shows a shop and can do everything to it, for who has its link. Port and secret stay
 * the same from run to run, so that a page that was left open finds its shop again.
 */
public final class ControlRoom implements Annex.Room {
  private final RoomServer server;
  private final Board board;
  private final SideRuns runs;
  private final Thread collecting;
  private final Thread auditing;
  private final String link;

  private static final int ALL_PERCENT = 100;

  private ControlRoom(
      RoomServer server,
      Board board,
      SideRuns runs,
      Thread collecting,
      Thread auditing,
      String link) {
    this.server = server;
    this.board = board;
    this.runs = runs;
    this.collecting = collecting;
    this.auditing = auditing;
    this.link = link;
  }

  /** Opens it; until somebody comes in, it only listens. */
  public static ControlRoom open(ControlledShop shop) throws IOException {
    String token =
        new Secrets(shop.home().secrets(), new SecureRandom()).password(Shop.CONTROL_ROOM);
    int port = shop.home().fixedPort(Shop.CONTROL_ROOM).orElse(0);
    return open(shop, port, token, InstantSource.system());
  }

  /** Bounds what HTTP servers of this process take; to be called before there is any. */
  public static void boundServers() {
    RoomServer.bound();
  }

  static ControlRoom open(ControlledShop shop, int port, String token, InstantSource clock)
      throws IOException {
    Board board = new Board(clock);
    Programs programs = new Programs(shop.home());
    SideRuns runs = new SideRuns(programs, board);
    Meters meters = new Meters();
    Promise promise = new Promise(shop, programs, board, clock, meters::orders);
    Collector collector = new Collector(shop, board, meters, promise, runs, clock);
    shop.listen(new Reporter(board, collector, Picture.Command.of(shop.home().shop())));
    RoomServer server =
        RoomServer.open(
            port,
            token,
            board,
            new Desk(shop, runs),
            new SavedTimeline(shop.home().shop(), board, promise, clock));
    return new ControlRoom(
        server,
        board,
        runs,
        Thread.ofVirtual().name("collector").start(collector),
        Thread.ofVirtual().name("promise").start(promise),
        "http://127.0.0.1:" + server.port() + "/#" + token);
  }

  /** Notes what happens to parts and who asked for it, also while nobody watches. */
  private record Reporter(Board board, Collector collector, Picture.Command command)
      implements ShopEvents {
    @Override
    public void say(String line) {
      board.note("note", "", line);
    }

    @Override
    public void became(String part, String state) {
      board.note("state", part, state);
      collector.poke();
    }

    @Override
    public void asked(Request request) {
      board.note("asked", request.target(), command.before() + words(request) + command.after());
    }
  }

  /** As on the command line. */
  static String words(Request request) {
    String verb = request.verb().name().toLowerCase(Locale.ROOT);
    String target = request.target();
    int count = request.count();
    return switch (request.verb()) {
      case SCALE -> verb + " " + target + " " + count;
      case THROTTLE -> verb + " " + target + " " + (count == ALL_PERCENT ? "off" : count);
      case FREE -> "fill " + target + " off";
      case CLOCK ->
          verb
              + " "
              + target
              + (count == 0
                  ? " off"
                  : (count > 0 ? " ahead " : " behind ") + Math.abs(count) + "s");
      default -> verb + " " + target;
    };
  }

  @Override
  public String link() {
    return link;
  }

  @Override
  public void close() {
    board.close();
    collecting.interrupt();
    auditing.interrupt();
    runs.close();
    server.close();
  }
}
