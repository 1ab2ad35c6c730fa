// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import souk.lab.process.ChildSpec;
import souk.lab.process.LabException;
import souk.lab.process.Signal;

/** A Consul server of the shop's own, one alone, with its UI. */
final class Consul implements Part {
  static final String NAME = "consul";

  /** What Consul listens on besides the HTTP port, which has the part's name. */
  static final String SERVER_PORT = "consul-server";

  static final String SERF_PORT = "consul-serf";

  /** 13 services, each with some blocking queries, come from one address; the default is 200. */
  private static final int MAX_CONNECTIONS_PER_CLIENT = 2_000;

  private final ShopHome home;
  private final FixedPorts ports;
  private final Registry registry;
  private final Path program;

  Consul(ShopHome home, FixedPorts ports, Registry registry, Path program) {
    this.home = home;
    this.ports = ports;
    this.registry = registry;
    this.program = program;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isStore() {
    return true;
  }

  @Override
  public String service() {
    return NAME;
  }

  @Override
  public String address() {
    return "127.0.0.1:" + ports.of(NAME);
  }

  @Override
  public void prepare() {
    try {
      Files.createDirectories(data());
      Files.writeString(config(), settings().toString());
    } catch (IOException e) {
      throw new LabException("can't write Consul's settings: " + e.getMessage(), e);
    }
  }

  @Override
  public ChildSpec spec() {
    return new ChildSpec(
        NAME,
        List.of(program.toString(), "agent", "-config-file=" + config()),
        Programs.environment(),
        home.data(),
        home.log(NAME).file(),
        Signal.TERM,
        ChildSpec.Rank.STORE);
  }

  @Override
  public boolean isReady() {
    return registry.hasLeader();
  }

  private Path data() {
    return home.data().resolve(NAME);
  }

  private Path config() {
    return home.folder().resolve("consul.json");
  }

  private JsonObject settings() {
    JsonObject settings = new JsonObject();
    settings.addProperty("server", true);
    settings.addProperty("bootstrap", true);
    settings.addProperty("node_name", "souk-" + home.shop());
    settings.addProperty("data_dir", data().toString());
    settings.addProperty("bind_addr", "127.0.0.1");
    settings.addProperty("client_addr", "127.0.0.1");
    settings.addProperty("disable_update_check", true);
    settings.addProperty("skip_leave_on_interrupt", true);
    settings.addProperty("log_level", "warn");
    settings.add("ports", ports());
    settings.add("ui_config", object("enabled", true));
    // Fail-over and start in a second or two instead of ten.
    settings.add("performance", object("raft_multiplier", 1));
    settings.add("limits", object("http_max_conns_per_client", MAX_CONNECTIONS_PER_CLIENT));
    return settings;
  }

  private JsonObject ports() {
    JsonObject numbers = new JsonObject();
    numbers.addProperty("http", ports.of(NAME));
    numbers.addProperty("server", ports.of(SERVER_PORT));
    numbers.addProperty("serf_lan", ports.of(SERF_PORT));
    for (String off : List.of("serf_wan", "dns", "grpc", "https")) {
      numbers.addProperty(off, -1);
    }
    return numbers;
  }

  private static JsonObject object(String name, boolean value) {
    JsonObject object = new JsonObject();
    object.addProperty(name, value);
    return object;
  }

  private static JsonObject object(String name, int value) {
    JsonObject object = new JsonObject();
    object.addProperty(name, value);
    return object;
  }
}
