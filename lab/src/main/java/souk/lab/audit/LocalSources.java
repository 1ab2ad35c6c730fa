// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import souk.lab.audit.source.Database;
import souk.lab.audit.source.MailFolder;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.part.AuditRole;
import souk.lab.part.Secrets;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;

/** Where a shop of this machine is read. */
public final class LocalSources {
  private LocalSources() {}

  /**
   * Finds the sources of a running shop.
   *
   * @throws LabException when a part is not known
   */
  public static AuditSources of(ShopHome home, ShopStatus status) {
    String postgres = address(status, "postgres");
    String password = new Secrets(home.secrets(), new SecureRandom()).password(AuditRole.SECRET);
    return new AuditSources(
        home.shop(),
        database(postgres, "order", password),
        database(postgres, "inventory", password),
        database(postgres, "payment", password),
        address(status, "acquirer"),
        status.grpc(),
        hasMailServer(status) ? Optional.of(new MailFolder(home.mails())) : Optional.empty(),
        home.history(),
        Duration.ZERO);
  }

  /** A shop whose mails go elsewhere has none here. */
  private static boolean hasMailServer(ShopStatus status) {
    return status.instances().stream().anyMatch(part -> part.service().equals("mail"));
  }

  private static Database database(String address, String service, String password) {
    return new Database(
        service, "jdbc:postgresql://" + address + "/" + service, AuditRole.NAME, password);
  }

  private static String address(ShopStatus status, String name) {
    return Stream.concat(status.instances().stream(), status.stores().stream())
        .filter(part -> part.name().equals(name))
        .map(PartStatus::address)
        .findFirst()
        .orElseThrow(() -> new LabException("the shop has no " + name));
  }
}
