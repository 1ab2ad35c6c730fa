// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
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

/** Cuts or slows the calls from one service to another. */
@Command(
    name = "link",
    description = {
      "Cuts, slows or mends the calls from one service to another, in a shop that was started with"
          + " ./souk up --wires.",
      "What is cut hangs, as if a network lost it; slow is 200 ms more in each direction."
    },
    mixinStandardHelpOptions = true)
final class LinkCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();

  @Parameters(index = "0", paramLabel = "FROM", description = "gateway, order or payment")
  private String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "such as payment, or acquirer")
  private String to = "";

  @Parameters(index = "2", paramLabel = "WHAT", description = "cut, slow or clear")
  private String what = "";

  @Override
  public Integer call() throws IOException {
    try (Connection connection = ShopOptions.connectOrFail(shop.home())) {
      Request request = new Request(Verb.LINK, from + " " + to + " " + what, false);
      Reply reply = connection.ask(request, spec.commandLine().getOut()::println);
      if (reply.outcome() == Outcome.FAILED) {
        throw new LabException(reply.text());
      }
      return 0;
    }
  }
}
