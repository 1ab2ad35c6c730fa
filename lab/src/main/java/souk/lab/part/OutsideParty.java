// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import souk.lab.process.ChildSpec;
import souk.lab.process.Signal;

/**
 * The card acquirer's simulator or the mail server: reached by address, like any outside party, so
 * at the same port each time.
 */
final class OutsideParty implements Part {
  private static final int TIMEOUT_MILLIS = 1_000;

  private final ShopHome home;
  private final ServiceKind kind;
  private final Map<String, String> environment;
  private final int port;
  private final ShopPlan plan;

  OutsideParty(
      ShopHome home, ServiceKind kind, Map<String, String> environment, int port, ShopPlan plan) {
    this.home = home;
    this.kind = kind;
    this.environment = environment;
    this.port = port;
    this.plan = plan;
  }

  @Override
  public String name() {
    return kind.service();
  }

  @Override
  public boolean isStore() {
    return false;
  }

  @Override
  public String service() {
    return name();
  }

  @Override
  public void prepare() {
    // They keep everything in a database or a folder.
  }

  @Override
  public ChildSpec spec() {
    return new ChildSpec(
        name(),
        plan.command(home, kind),
        environment,
        home.folder(),
        home.log(name()).file(),
        Signal.TERM,
        ChildSpec.Rank.SERVICE);
  }

  @Override
  public boolean isReady() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public String metrics() {
    return ServiceEnvironment.metricsAddress(environment);
  }
}
