// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.type.Money;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.ListStatementRequest;
import souk.acquirer.v1.ListStatementResponse;
import souk.acquirer.v1.StatementEntry;
import souk.lab.audit.AuditReport.NotJudged;
import souk.lab.audit.AuditReport.Verdict;
import souk.lab.audit.rule.Violation;
import souk.lab.audit.rule.ViolationKind;
import souk.lab.audit.source.Database;
import souk.lab.audit.source.MailFolder;
import souk.lab.history.Asked;
import souk.lab.history.HistoryWriter;
import souk.lab.part.PostgresWithData;

/** A whole audit of databases with nothing in them, a statement, and what may be away. */
class AuditTest {
  private static final String NOWHERE = "127.0.0.1:1";

  @TempDir private static Path data;
  private static PostgresWithData postgres;

  @TempDir private Path folder;
  private final List<StatementEntry> statement = new CopyOnWriteArrayList<>();
  private final List<String> progress = new CopyOnWriteArrayList<>();
  private Server acquirer;
  private AuditSources sources;

  @BeforeAll
  static void startDatabases() {
    postgres = PostgresWithData.start(data);
  }

  @AfterAll
  static void stopDatabases() {
    postgres.close();
  }

  @BeforeEach
  void start() throws Exception {
    acquirer = NettyServerBuilder.forPort(0).addService(new Acquirer()).build().start();
    sources =
        new AuditSources(
            "test",
            database("order", postgres.auditPassword()),
            database("inventory", postgres.auditPassword()),
            database("payment", postgres.auditPassword()),
            "localhost:" + acquirer.getPort(),
            NOWHERE,
            Optional.empty(),
            folder.resolve("history"),
            Duration.ZERO);
  }

  @AfterEach
  void stop() {
    acquirer.shutdownNow();
  }

  @Test
  void run_nothingWrong_isCleanAndSaysSo() throws Exception {
    AuditReport report = audit(AuditMode.LIVE);

    assertThat(report.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(text(report))
        .contains("while it runs")
        .endsWith("CLEAN: no promise was found broken.\n");
    JsonObject json = JsonParser.parseString(report.toJson()).getAsJsonObject();
    assertThat(json.keySet())
        .containsExactly(
            "schema",
            "shop",
            "mode",
            "verdict",
            "begin",
            "seconds",
            "notJudged",
            "figures",
            "counts",
            "violations");
    assertThat(json.get("verdict").getAsString()).isEqualTo("CLEAN");
  }

  @Test
  void run_violation_isInTextAndJson() throws Exception {
    statement.add(authorized("stray"));

    AuditReport report = audit(AuditMode.FINAL);

    assertThat(report.verdict()).isEqualTo(Verdict.VIOLATIONS);
    assertThat(report.violations())
        .singleElement()
        .returns(ViolationKind.CHARGED_WITHOUT_ORDER, Violation::kind)
        .returns("stray", Violation::id);
    assertThat(text(report))
        .contains("at rest", "CHARGED_WITHOUT_ORDER  payment stray", "5.00 reserved")
        .endsWith("VIOLATIONS: 1.\n");
    JsonObject json = JsonParser.parseString(report.toJson()).getAsJsonObject();
    assertThat(json.get("counts").getAsJsonObject().get("CHARGED_WITHOUT_ORDER").getAsLong())
        .isEqualTo(1);
    assertThat(json.get("violations").getAsJsonArray().get(0).getAsJsonObject().keySet())
        .containsExactly("kind", "subject", "id", "evidence");
  }

  @Test
  void runWhileItRuns_whatWasOnItsWay_isNotReported() throws Exception {
    statement.add(authorized("on its way"));
    statement.add(authorized("stray"));

    AuditReport report =
        Audit.runLive(
            sources,
            Duration.ofMillis(200),
            line -> {
              if (line.contains("looking again")) {
                statement.add(
                    authorized("on its way").toBuilder()
                        .setOperation(StatementEntry.Operation.VOIDED)
                        .build());
              }
            });

    assertThat(report.violations()).extracting(Violation::id).containsExactly("stray");
    assertThat(report.counts()).containsExactlyEntriesOf(Map.of("CHARGED_WITHOUT_ORDER", 1L));
  }

  @Test
  void run_databaseAway_isNotJudged() throws Exception {
    sources =
        new AuditSources(
            "test",
            sources.orders(),
            database("inventory", "guessed"),
            sources.payments(),
            sources.acquirer(),
            sources.gateway(),
            sources.mails(),
            sources.histories(),
            sources.clockTolerance());

    AuditReport report = audit(AuditMode.LIVE);

    assertThat(report.verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(report.verdict().exitStatus()).isEqualTo(2);
    assertThat(report.notJudged())
        .singleElement()
        .extracting(NotJudged::what)
        .isEqualTo("inventory database");
    assertThat(text(report)).contains("NOT JUDGED  inventory database: ", "password");
  }

  @Test
  void run_cartsAway_isNotCleanButSaysWhatElseItSaw() throws Exception {
    try (HistoryWriter history =
        HistoryWriter.create(sources.histories(), "a", InstantSource.system())) {
      history.ask(Asked.addItem("crt_1", "r1", "sku-1", 1));
    }

    AuditReport report = audit(AuditMode.FINAL);
    assertThat(report.verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(report.figures()).containsEntry("told.UNKNOWN", 1L);

    statement.add(authorized("stray"));
    assertThat(audit(AuditMode.FINAL).verdict()).isEqualTo(Verdict.VIOLATIONS);
  }

  @Test
  void run_historyBrokenOrMailsGone_isNotJudged() throws Exception {
    Files.createDirectories(sources.histories());
    Files.writeString(sources.histories().resolve("a.jsonl"), "nonsense\n");

    assertThat(audit(AuditMode.LIVE).verdict()).isEqualTo(Verdict.NOT_JUDGED);

    Files.delete(sources.histories().resolve("a.jsonl"));
    sources =
        new AuditSources(
            "test",
            sources.orders(),
            sources.inventory(),
            sources.payments(),
            sources.acquirer(),
            sources.gateway(),
            Optional.of(new MailFolder(folder.resolve("no mails"))),
            sources.histories(),
            sources.clockTolerance());
    assertThat(audit(AuditMode.LIVE).verdict()).isEqualTo(Verdict.NOT_JUDGED);
  }

  @Test
  void runAtRest_orderThatIsNeverDecided_isWaitedForAndThenStuck() throws Exception {
    postgres.write(
        "order",
        """
        INSERT INTO orders (order_id, cart_id, request_id, request_hash, cart_order, cart_open,
          state, reason, version, logical_time, currency, total_minor, card_token, email, ship_to,
          created_at)
        VALUES ('ord_1', 'crt_1', gen_random_uuid(), '', 1, true, 'PENDING', 'NONE', 1, 1, 'EUR',
          1, 'tok_visa', '', '', now())
        """,
        "INSERT INTO order_lines VALUES ('ord_1', 1, 'sku-1', 'One', 1, 1)");
    try {
      AuditReport report =
          Audit.run(sources, AuditMode.FINAL, Duration.ofSeconds(6), progress::add);

      assertThat(report.violations())
          .singleElement()
          .returns(ViolationKind.ORDER_STUCK, Violation::kind);
      assertThat(progress)
          .contains("waiting for quiet: 1 orders pending, 0 tasks waiting, of 1 orders");
    } finally {
      postgres.damage("order", "TRUNCATE orders, order_lines");
    }
  }

  private AuditReport audit(AuditMode mode) throws InterruptedException {
    return Audit.run(sources, mode, Duration.ZERO, progress::add);
  }

  private static String text(AuditReport report) {
    StringWriter text = new StringWriter();
    report.print(new PrintWriter(text, true));
    return text.toString();
  }

  private static Database database(String service, String password) {
    return new Database(service, postgres.url(service), "audit", password);
  }

  private static StatementEntry authorized(String key) {
    return StatementEntry.newBuilder()
        .setOperation(StatementEntry.Operation.AUTHORIZED)
        .setAuthorizationKey(key)
        .setAmount(Money.newBuilder().setCurrencyCode("EUR").setUnits(5))
        .build();
  }

  private final class Acquirer extends AcquirerGrpc.AcquirerImplBase {
    @Override
    public void listStatement(
        ListStatementRequest request, StreamObserver<ListStatementResponse> answer) {
      answer.onNext(ListStatementResponse.newBuilder().addAllEntries(statement).build());
      answer.onCompleted();
    }
  }
}
