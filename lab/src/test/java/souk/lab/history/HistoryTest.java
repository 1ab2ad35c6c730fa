// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.type.Money;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.lab.process.LabException;
import souk.v1.Order;

class HistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00.123Z");
  private static final Asked ADD = Asked.addItem("crt_1", "r1", "sku-0001", 2);
  private static final Told DONE =
      new Told(List.of(Code.OK), Duration.ofMillis(3), "crt_1", null, null, 0, null);

  @TempDir private Path folder;

  @Test
  void read_whatWasWritten_isTheSame() {
    Order order =
        Order.newBuilder()
            .setId("ord_1")
            .setState(Order.State.REJECTED)
            .setReason(Order.Reason.CARD_DECLINED)
            .setTotal(Money.newBuilder().setCurrencyCode("EUR").setUnits(12).setNanos(340_000_000))
            .build();
    List<Asked> asked =
        List.of(
            Asked.createCart("r0"),
            ADD,
            Asked.setQuantity("crt_1", "r2", "sku-0001", 3),
            Asked.removeItem("crt_1", "r3", "sku-0001"),
            Asked.getCart("crt_1"),
            Asked.checkout("crt_1", "r4"),
            Asked.cancelOrder("ord_1", "r5"),
            Asked.getOrder("ord_1"));
    Told told = Told.order(List.of(Code.UNAVAILABLE, Code.OK), Duration.ofNanos(1_234_567), order);
    try (HistoryWriter writer = writer("a")) {
      asked.forEach(each -> writer.tell(writer.ask(each), told));
    }

    List<Operation> read = read();

    assertThat(read).extracting(Operation::asked).isEqualTo(asked);
    assertThat(read).extracting(Operation::told).containsOnly(told);
    assertThat(read).extracting(Operation::toldAt).containsOnly(NOW);
    assertThat(told.total()).isEqualTo(1234);
  }

  @Test
  void ask_writerStillOpen_isInTheFile() {
    HistoryWriter writer = writer("a");
    writer.ask(ADD);

    assertThat(read()).singleElement().returns(Outcome.UNKNOWN, Operation::outcome);
  }

  @Test
  void read_lastLineTorn_leavesItsOperationUnknown() throws Exception {
    Path file;
    try (HistoryWriter writer = writer("a")) {
      file = writer.file();
      writer.tell(writer.ask(ADD), DONE);
      writer.tell(writer.ask(Asked.checkout("crt_1", "r2")), DONE);
    }
    byte[] whole = Files.readAllBytes(file);
    int secondAskedEnd =
        new String(whole, UTF_8).indexOf('\n', new String(whole, UTF_8).indexOf("CHECKOUT"));

    for (int length = secondAskedEnd + 1; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThat(read())
          .extracting(Operation::outcome)
          .containsExactly(Outcome.OK, Outcome.UNKNOWN);
    }
  }

  @Test
  void read_severalFiles_givesAll_andOfNoFolderNothing() {
    try (HistoryWriter a = writer("a");
        HistoryWriter b = writer("b")) {
      a.tell(a.ask(ADD), DONE);
      b.tell(b.ask(ADD), DONE);
    }

    assertThat(HistoryReader.read(folder, operation -> {})).isEqualTo(2);
    assertThat(read()).hasSize(2);
    assertThat(HistoryReader.read(folder.resolve("none"), operation -> {})).isZero();
  }

  @Test
  void write_byManyThreads_keepsLinesWhole() {
    try (HistoryWriter writer = writer("a")) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 200; i++) {
          threads.execute(() -> writer.tell(writer.ask(ADD), DONE));
        }
      }
    }

    assertThat(read()).hasSize(200).allMatch(each -> each.outcome() == Outcome.OK);
  }

  @Test
  void create_nameThatIsThere_isRefused() {
    writer("a").close();

    assertThatThrownBy(() -> writer("a")).isInstanceOf(LabException.class);
    assertThatThrownBy(() -> writer("../a")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tell_operationNeverAsked_isRefused() {
    try (HistoryWriter writer = writer("a")) {
      assertThatThrownBy(() -> writer.tell(1, DONE)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "{}",
        "{\"op\":1,\"at\":\"2026-11-21T08:00:00Z\"}",
        "{\"op\":1,\"at\":\"yesterday\",\"asked\":\"CREATE_CART\",\"request\":\"r\"}",
        "{\"op\":1,\"at\":\"2026-11-21T08:00:00Z\",\"asked\":\"DANCE\",\"request\":\"r\"}",
        "{\"op\":1,\"at\":\"2026-11-21T08:00:00Z\",\"asked\":\"CHECKOUT\",\"request\":\"r\"}",
        "{\"op\":7,\"at\":\"2026-11-21T08:00:00Z\",\"told\":\"OK\",\"attempts\":[\"OK\"],\"millis\":1}",
      })
  void read_wholeLineThatIsNone_isAnErrorThatNamesIt(String line) throws Exception {
    Files.writeString(folder.resolve("a.jsonl"), line + "\n");

    assertThatThrownBy(this::read)
        .isInstanceOf(LabException.class)
        .hasMessageContaining("broken at line 1");
  }

  @Test
  void read_outcomeThatItsAttemptsDontGive_isAnError() throws Exception {
    Path file;
    try (HistoryWriter writer = writer("a")) {
      file = writer.file();
      writer.ask(ADD);
    }
    Files.writeString(
        file,
        "{\"op\":1,\"at\":\"2026-11-21T08:00:00Z\",\"told\":\"FAIL\","
            + "\"attempts\":[\"UNAVAILABLE\",\"NOT_FOUND\"],\"millis\":1.5}\n",
        StandardOpenOption.APPEND);

    assertThatThrownBy(this::read)
        .isInstanceOf(LabException.class)
        .hasMessageContaining("broken at line 2: told fail");
  }

  private HistoryWriter writer(String name) {
    return HistoryWriter.create(folder, name, InstantSource.fixed(NOW));
  }

  private List<Operation> read() {
    List<Operation> read = new ArrayList<>();
    HistoryReader.read(folder, read::add);
    return read;
  }
}
