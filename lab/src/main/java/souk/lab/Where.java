// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.PrintWriter;
import souk.lab.cluster.ShopStatus;

/** Tells where things are. */
final class Where {
  private Where() {}

  static void print(ShopStatus status, PrintWriter out) {
    out.printf("  web        %s%n", status.web());
    out.printf("  gRPC       %s%n", status.grpc());
    out.printf("  Consul     http://%s/ui%n", status.consul());
    out.printf("  control    %s%n", status.controlRoom());
    out.printf("  data       %s%n", status.data());
    out.printf("  logs       %s%n", status.logs());
    out.printf("  mails      %s%n", status.mails());
    out.printf("  memory     %,d MB in all%n", status.memoryBytes() >> 20);
    out.printf(
        "%nTry: grpcurl -plaintext -d '{\"page_size\": 3}' %s souk.v1.Shop/ListProducts%n",
        status.grpc());
  }
}
