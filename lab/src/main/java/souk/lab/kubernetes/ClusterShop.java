// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import souk.lab.process.LabException;

/** The shop in a namespace: its pods, addresses and secrets, asked for anew each time. */
public final class ClusterShop {
  /** What the pods of the shop's own services bear, and no others. */
  static final String LABEL = "app.kubernetes.io/part-of=souk";

  private static final String SECRET = "postgres";
  private static final int UID_LETTERS = 8;

  private final Kubectl kubectl;
  private final Path state;

  private ClusterShop(Kubectl kubectl, Path state) {
    this.kubectl = kubectl;
    this.state = state;
  }

  /**
   * Looks whether there is one.
   *
   * @param state the folder for what the lab keeps
   * @throws LabException when there is none, or the cluster can't be reached
   */
  public static ClusterShop at(Kubectl kubectl, Path state) {
    ClusterShop shop = new ClusterShop(kubectl, state);
    if (shop.pods().stream().noneMatch(Pod::ofTheShop)) {
      throw new LabException(
          "there is no shop in the namespace '%s' of %s: docs/kubernetes.md tells how to put one there"
              .formatted(kubectl.namespace(), kubectl.context()));
    }
    return shop;
  }

  /** What it is called, for people. */
  public String name() {
    return kubectl.namespace() + " on " + kubectl.context();
  }

  /** Chooses the pods of one service of the shop's own. */
  static String selector(String service) {
    return LABEL + ",app.kubernetes.io/name=" + service;
  }

  Kubectl kubectl() {
    return kubectl;
  }

  List<Pod> pods() {
    return Pod.listOf(kubectl.ask("get", "pods", "--output", "json"));
  }

  /** One that takes calls; empty when the namespace has no such part. */
  Optional<Pod> anyOf(String part) {
    List<Pod> pods = pods().stream().filter(pod -> pod.part().equals(part)).toList();
    if (pods.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        pods.stream()
            .filter(Pod::ready)
            .findFirst()
            .orElseThrow(() -> new LabException("no pod of " + part + " is ready")));
  }

  /**
   * Where the clients' histories of this shop are. The Secret with the databases' passwords is as
   * old as they are: what was told by a shop that is gone says nothing of this one.
   */
  public Path history() {
    String uid = object("secret", SECRET).getAsJsonObject("metadata").get("uid").getAsString();
    return state
        .resolve("kubernetes")
        .resolve(kubectl.namespace() + "-" + uid.substring(0, UID_LETTERS))
        .resolve("history");
  }

  /** The password of the role that may read all databases. */
  String auditPassword() {
    JsonObject data = object("secret", SECRET).getAsJsonObject("data");
    @Nullable JsonElement password = data == null ? null : data.get("audit-password");
    if (password == null) {
      throw new LabException("the Secret " + SECRET + " has no audit-password");
    }
    return new String(Base64.getDecoder().decode(password.getAsString()), UTF_8);
  }

  /** Where the shop's manifests say that stores and outside parties are. */
  Map<String, String> addresses() {
    JsonObject order = object("deployment", "order");
    String name = Addresses.configMapOf(order);
    return Addresses.of(object("configmap", name));
  }

  private JsonObject object(String kind, String name) {
    try {
      return JsonParser.parseString(kubectl.ask("get", kind, name, "--output", "json"))
          .getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new LabException("kubectl's answer is not understood: " + e.getMessage(), e);
    }
  }
}
