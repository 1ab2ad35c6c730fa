// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line where no shop runs: what it says, and its exit status. */
class SoukTest {
  private static final String ROOT = "souk.root";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void pointAtAnEmptyClone() {
    System.setProperty(ROOT, folder.toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty(ROOT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up", "down", "status", "logs", "start", "stop", "kill", "pause", "resume", "restart",
        "bench", "audit", "tasks", "lab"
      })
  void help_eachCommand_isThere(String command) {
    assertThat(souk(command, "--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: souk " + command);
  }

  @ParameterizedTest
  @CsvSource({
    "'', which command?",
    "upp, upp",
    "up --port many, --port",
    "up --port 0, --port",
    "up --port 65535, --port",
    "stop, NAME|SERVICE",
    "status --jsno, --jsno",
    "kill a b, b",
    "bench --orders 0, --orders",
    "bench --rate 0, --rate",
    "bench --rate 5 --saturate, --saturate",
    "tasks --limit 0, --limit",
    "tasks retry, which one?",
    "tasks retry ord_1, which one?",
    "tasks retry ord_1 SETTLE --all, --all",
    "audit --target moon, --target",
    "audit --door here:1, --target kubernetes",
    "load --rate 201, --rate 201",
    "load --seconds 3601, --seconds 3601",
    "load --namespace souk, --target kubernetes",
    "load --target kubernetes --door here, HOST:PORT",
    "lab, list or run?",
    "lab run, last-item",
    "lab run nonsense, last-item",
    "lab run every-window --list, --list",
    "lab run storm --target kubernetes --keep, --keep",
    "lab run storm --namespace souk, --target kubernetes",
    "lab run nonsense --short, nonsense",
  })
  void run_nonsense_exitsWith2AndSaysWhy(String line, String why) {
    assertThat(souk(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(why).doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start cart-1",
        "stop cart",
        "kill cart",
        "pause cart",
        "resume cart",
        "tasks",
        "tasks --json",
        "tasks retry --all"
      })
  void part_shopNotRunning_exitsWith1InOneLine(String line) {
    assertThat(souk(line.split(" "))).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("souk: shop 'shop' is not running: ./souk up\n");
  }

  @Test
  void status_shopNotRunning_exitsWith1() {
    assertThat(souk("status", "--name", "two")).isEqualTo(1);
    assertThat(out.toString()).isEqualTo("Shop 'two' is not running.\n");
  }

  @Test
  void statusJson_shopNotRunning_isJson() {
    assertThat(souk("status", "--json")).isEqualTo(1);
    assertThat(
            JsonParser.parseString(out.toString()).getAsJsonObject().get("running").getAsBoolean())
        .isFalse();
  }

  @Test
  void labList_windows_areNamedAndNothingIsRecorded() {
    assertThat(souk("lab", "list", "--windows")).isZero();
    assertThat(out.toString().lines())
        .contains("confirmed:order.place.after.kill")
        .hasSizeGreaterThan(250);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void labList_experiments_areNamed() {
    assertThat(souk("lab", "list")).isZero();
    assertThat(out.toString()).contains("every-window", "storm").doesNotContain("confirmed:");
  }

  @Test
  void labRun_fileThatIsNotThere_exitsWith1InOneLine() {
    assertThat(souk("lab", "run", "/nowhere/Mine.java", "--short")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("souk: there is no file /nowhere/Mine.java\n");
  }

  @Test
  void audit_shopNotRunning_isNoVerdict() {
    assertThat(souk("audit")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("souk: shop 'shop' is not running: ./souk up\n");
    assertThat(souk("audit", "--name", "../..")).isEqualTo(2);
  }

  @Test
  void down_neverRan_isDone() {
    assertThat(souk("down")).isZero();
  }

  @Test
  void name_thatIsNone_exitsWith1() {
    assertThat(souk("down", "--name", "../..")).isEqualTo(1);
    assertThat(err.toString()).contains("can't be a shop's name");
  }

  @Test
  void up_portInUse_exitsWith1InOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(souk("up", "--port", Integer.toString(port - 1))).isEqualTo(1);
      assertThat(err.toString()).containsOnlyOnce("\n").contains("port", "in use");
    }
  }

  @Test
  void logs_linesOfAServicesInstances_carryTheirNames() throws Exception {
    Path logs = Files.createDirectories(folder.resolve(".souk/shop/logs"));
    Files.writeString(logs.resolve("cart-1.log"), "a\nb\nc\n");
    Files.writeString(logs.resolve("cart-2.log"), "d\n");
    Files.writeString(logs.resolve("catalog-1.log"), "e\n");
    assertThat(souk("logs", "cart", "-n", "2")).isZero();
    assertThat(out.toString()).isEqualTo("cart-1       b\ncart-1       c\ncart-2       d\n");
  }

  @Test
  void logs_typo_listsWhatThereIs() throws Exception {
    Path logs = Files.createDirectories(folder.resolve(".souk/shop/logs"));
    Files.writeString(logs.resolve("cart-1.log"), "a\n");
    assertThat(souk("logs", "card")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("souk: there is no log of 'card'; there is cart-1\n");
  }

  private int souk(String... arguments) {
    return Souk.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
