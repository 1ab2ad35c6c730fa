// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.cluster.ControlledShop;
import souk.lab.cluster.Progress;
import souk.lab.cluster.ShopEvents;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;

/** A shop of one part, which is killed and started by changing a word. */
final class StillShop implements ControlledShop {
  final List<Request> asked = new ArrayList<>();
  private final ShopHome home;
  private final List<ShopEvents> listeners = new CopyOnWriteArrayList<>();
  private volatile String state = "running";

  StillShop(Path folder) {
    this.home = ShopHome.of(folder, "still", Map.of("SOUK_STATE_DIR", folder.toString()));
  }

  @Override
  public ShopHome home() {
    return home;
  }

  /** Not up, so that nobody audits it. */
  @Override
  public String state() {
    return "starting";
  }

  @Override
  public String grpc() {
    return "localhost:1";
  }

  @Override
  public String web() {
    return "http://localhost:1";
  }

  @Override
  public List<PartStatus> parts() {
    long pid = state.equals("running") ? 7 : 0;
    return List.of(
        new PartStatus("cart", "cart-1", state, pid, "127.0.0.1:2", "passing", "-", 3 << 20, "-"));
  }

  @Override
  public void measure() {
    // There is nothing to find out.
  }

  @Override
  public synchronized void perform(Request request, Progress progress) {
    listeners.forEach(each -> each.asked(request));
    asked.add(request);
    if (!request.target().equals("cart-1")) {
      throw new LabException("there is no '" + request.target() + "'");
    }
    state = request.verb() == Verb.KILL ? "killed" : "running";
    listeners.forEach(each -> each.became("cart-1", state));
    progress.say("cart-1 is " + state);
  }

  @Override
  public String link(String from, String to) {
    return "";
  }

  @Override
  public void listen(ShopEvents listener) {
    listeners.add(listener);
  }
}
