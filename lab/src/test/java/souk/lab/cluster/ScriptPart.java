// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import souk.lab.part.Part;
import souk.lab.part.ShopHome;
import souk.lab.process.ChildSpec;
import souk.lab.process.Signal;

/** A part that is a shell script, ready once it has made a file. */
final class ScriptPart implements Part {
  private final ShopHome home;
  private final String service;
  private final String name;
  private final boolean store;
  private volatile String script;

  ScriptPart(ShopHome home, String service, String name, boolean store) {
    this.home = home;
    this.service = service;
    this.name = name;
    this.store = store;
    this.script = "echo ready >>" + ready() + "; exec sleep 300";
  }

  /** From its next start on it does this instead. */
  void doInstead(String other) {
    this.script = other;
  }

  /** As the system has it: R, S, T, ... */
  static String processState(long pid) throws IOException {
    Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", Long.toString(pid)).start();
    return ps.inputReader().readLine().strip().substring(0, 1);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String service() {
    return service;
  }

  @Override
  public boolean isStore() {
    return store;
  }

  @Override
  public void prepare() {
    ready().toFile().delete();
  }

  @Override
  public ChildSpec spec() {
    return new ChildSpec(
        name,
        List.of("sh", "-c", script),
        Map.of("PATH", System.getenv("PATH")),
        home.folder(),
        home.log(name).file(),
        Signal.TERM,
        store ? ChildSpec.Rank.STORE : ChildSpec.Rank.SERVICE);
  }

  @Override
  public boolean isReady() {
    return Files.exists(ready());
  }

  @Override
  public String address() {
    return "127.0.0.1:1";
  }

  private Path ready() {
    return home.folder().resolve(name + ".ready");
  }
}
