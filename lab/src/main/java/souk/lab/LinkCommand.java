// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Outcome;
import souk.lab.cluster.Control.Reply;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.process.LabException;

/** Does something to the calls from one service to another. */
@Command(
    name = "link",
    description = {
      "Does something to the calls from one service to another, or to one instance of it, in a shop"
          + " that was started with ./souk up --wires. WHAT is one of",
      "  cut           nothing comes through; it hangs, and comes late",
      "  one-way       requests come through, answers don't",
      "  refused       no connection comes about, those that there were are reset",
      "  answers-lost  the work is done, then the connection is reset",
      "  twice         each request is delivered twice, at the same time",
      "  slow          later by DELAY give or take JITTER, in each direction (200ms 50ms)",
      "  resets        so many PERCENT of the connections are reset in each second (5)",
      "  loss          so many PERCENT of the packets are lost, by the kernel (5); needs root and"
          + " nftables",
      "  clear         nothing any more",
      "./souk status shows what is done to whom; the end of the shop ends it."
    },
    mixinStandardHelpOptions = true)
final class LinkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();

  @Parameters(index = "0", paramLabel = "FROM", description = "gateway, order or payment")
  private String from = "";

  @Parameters(
      index = "1",
      paramLabel = "TO",
      description = "such as payment, payment-1 or acquirer")
  private String to = "";

  @Parameters(
      index = "2..*",
      arity = "1..3",
      paramLabel = "WHAT",
      description = "what is done, and how much of it")
  private List<String> what = List.of();

  @Override
  public Integer call() throws IOException {
    try (Connection connection = ShopOptions.connectOrFail(shop.home())) {
      Request request =
          new Request(Verb.LINK, from + " " + to + " " + String.join(" ", what), false);
      Reply reply = connection.ask(request, spec.commandLine().getOut()::println);
      if (reply.outcome() == Outcome.FAILED) {
        throw new LabException(reply.text());
      }
      return 0;
    }
  }
}
