// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;

/** Shows what the parts said; works whether they run or not. */
@Command(
    name = "logs",
    description = "Shows the last lines of one log, of a service's logs, or of all.",
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
  private static final String SUFFIX = ".log";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "an instance, store or service, or 'supervisor'; without it, all")
  private String target = "";

  @Option(names = "-f", description = "go on with what comes, until Ctrl-C")
  private boolean follow;

  @Option(
      names = "-n",
      paramLabel = "LINES",
      description = "how many lines of each (default: ${DEFAULT-VALUE})")
  private int lines = 20;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ShopHome home = shop.home();
    List<String> names = names(home);
    PrintWriter out = spec.commandLine().getOut();
    LogTail tail = new LogTail(home, names, out);
    tail.printLast(lines);
    if (follow) {
      tail.follow();
    }
    return 0;
  }

  private List<String> names(ShopHome home) throws IOException {
    if (!Files.isDirectory(home.logs())) {
      throw new LabException("shop '" + home.shop() + "' has never run");
    }
    List<String> all;
    try (Stream<Path> files = Files.list(home.logs())) {
      all =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(SUFFIX))
              .map(name -> name.substring(0, name.length() - SUFFIX.length()))
              .sorted()
              .toList();
    }
    List<String> wanted = all.stream().filter(this::isWanted).toList();
    if (wanted.isEmpty()) {
      throw new LabException(
          "there is no log of '" + target + "'; there is " + String.join(", ", all));
    }
    return wanted;
  }

  private boolean isWanted(String name) {
    return target.isEmpty() || name.equals(target) || name.matches(Pattern.quote(target) + "-\\d+");
  }
}
