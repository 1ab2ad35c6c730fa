// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The services of the shop. */
public enum ServiceKind {
  GATEWAY("souk.gateway.GatewayServer", 2, 0, 96, false),
  ORDER("souk.order.OrderServer", 2, 1, 64, true),
  CART("souk.cart.CartServer", 2, 2, 64, false),
  CATALOG("souk.catalog.CatalogServer", 2, 2, 64, true),
  INVENTORY("souk.inventory.InventoryServer", 2, 2, 64, true),
  PAYMENT("souk.payment.PaymentServer", 2, 2, 64, true),
  /** An outside party: one, by address, and not in Consul. */
  ACQUIRER("souk.acquirer.AcquirerServer", 1, 3, 48, true),
  /** Another one, which keeps the mails that it is given. */
  MAIL("souk.mail.MailServer", 1, 3, 32, false);

  private final String mainClass;
  private final int instances;
  private final int wave;
  private final int heapMegabytes;
  private final boolean database;

  ServiceKind(String mainClass, int instances, int wave, int heapMegabytes, boolean database) {
    this.mainClass = mainClass;
    this.instances = instances;
    this.wave = wave;
    this.heapMegabytes = heapMegabytes;
    this.database = database;
  }

  /** The one of that name. */
  static ServiceKind of(String service) {
    return Arrays.stream(values())
        .filter(kind -> kind.service().equals(service))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no service '" + service + "'"));
  }

  /** The names of the shop's own. */
  public static List<String> inside() {
    return Arrays.stream(values())
        .filter(kind -> !kind.isOutside())
        .map(ServiceKind::service)
        .toList();
  }

  /** Its name, in Consul and here. */
  public String service() {
    return name().toLowerCase(Locale.ROOT);
  }

  String mainClass() {
    return mainClass;
  }

  int instances() {
    return instances;
  }

  /** Who calls ends in an earlier wave than who is called. */
  int wave() {
    return wave;
  }

  int heapMegabytes() {
    return heapMegabytes;
  }

  /** Whether it is reached by address. */
  boolean isOutside() {
    return this == ACQUIRER || this == MAIL;
  }

  /** Whether it tells what it does; the mail server is no part of the shop. */
  boolean isMeasured() {
    return this != MAIL;
  }

  boolean hasDatabase() {
    return database;
  }

  /** The databases to provide, which are named like their services. */
  static List<String> databases() {
    return Arrays.stream(values())
        .filter(ServiceKind::hasDatabase)
        .map(ServiceKind::service)
        .toList();
  }
}
