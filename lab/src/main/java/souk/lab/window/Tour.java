// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import souk.lab.audit.AuditSources;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.history.HistoryWriter;
import souk.lab.process.LabException;

/**
 * Goes from window to window in a running shop. Which comes next depends on who is back from the
 * last kills; that each is visited does not.
 */
final class Tour implements AutoCloseable {
  /** What the shop promises. */
  private static final double TAKEOVER_SECONDS = 5;

  private final Run run;
  private final Instances instances;
  private final Armory armory;
  private final HistoryWriter history;
  private final Client client;
  private final OrderDesk desk;
  private final Takeovers takeovers;
  private final Judge judge;
  private final Stage stage;

  Tour(OwnShop shop, Run run) throws IOException {
    this.run = run;
    this.instances = new Instances(shop);
    this.armory = new Armory(shop.home().faults());
    this.history =
        HistoryWriter.create(shop.home().history(), "every-window", InstantSource.system());
    this.client = new Client(shop::channel, history);
    AuditSources sources = shop.auditSources();
    this.desk = new OrderDesk(sources.orders());
    this.takeovers = new Takeovers(new OrderDesk(sources.orders()));
    this.judge = new Judge(sources);
    this.stage =
        new Stage(
            shop,
            () -> new Client(shop::channel, history),
            new Shopper(client),
            armory,
            instances,
            desk,
            takeovers);
  }

  List<Visit> visit(List<Window> windows) throws IOException, InterruptedException {
    List<Window> left = new ArrayList<>(windows);
    List<Visit> visits = new ArrayList<>();
    while (!left.isEmpty()) {
      Window next =
          left.stream()
              .filter(window -> instances.areWhole(window.services()))
              .findFirst()
              .orElse(left.getFirst());
      left.remove(next);
      Visit visit = visit(next);
      visits.add(visit);
      run.say("%3d of %d  %s".formatted(visits.size(), windows.size(), visit.line()));
    }
    instances.awaitWhole();
    return visits;
  }

  private Visit visit(Window window) throws IOException, InterruptedException {
    instances.awaitWhole(window.services());
    long begin = System.nanoTime();
    String why = "";
    try {
      window.script().play(stage);
    } catch (Unclean | LabException e) {
      why = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      why = e.toString();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    OptionalDouble takeover = takeovers.end();
    List<String> left = armory.clear();
    if (why.isEmpty() && !left.isEmpty()) {
      why = "armed and never reached, or held too long: " + left;
    }
    if (why.isEmpty() && takeover.orElse(0) > TAKEOVER_SECONDS && !window.storeAway()) {
      why = "taken over only after %.2f s".formatted(takeover.orElse(0));
    }
    if (!why.isEmpty()) {
      why += stillUnderWay();
    }
    String judged = judge.violations();
    if (!judged.isEmpty()) {
      why = why.isEmpty() ? judged : why + "; " + judged;
    }
    return new Visit(window, why, seconds, takeover);
  }

  /**
   * A script that broke off may have left an order under way, of which the audit would say what is
   * not so in the end: waits for that. Empty when there is none any more.
   */
  private String stillUnderWay() throws InterruptedException {
    try {
      stage.awaitQuiet();
      return "";
    } catch (Unclean e) {
      return "; " + e.getMessage();
    }
  }

  @Override
  public void close() {
    client.close();
    history.close();
    takeovers.close();
    desk.close();
    instances.close();
  }
}
