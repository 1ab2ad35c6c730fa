// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.type.Money;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import souk.acquirer.SimulatedAcquirer;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.AuthorizeRequest;
import souk.grpc.consul.testing.RealConsul;
import souk.payment.FaultyAcquirer.Gate;
import souk.payment.FaultyAcquirer.Method;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;
import souk.service.ServiceServer;
import souk.service.Settings;

/**
 * The leader's process is stopped (SIGSTOP) with the statement read and not yet written, and goes
 * on when another leads: payment's servers as they are, elected by a real Consul, on a real
 * database.
 */
class PausedLeaderTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  @RegisterExtension
  static final PostgresExtension acquirerDatabase =
      new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @RegisterExtension static final RealConsul consul = new RealConsul();

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private FaultyAcquirer wire;
  private AcquirerGrpc.AcquirerBlockingStub acquirer;
  private Server acquirersPort;

  @BeforeEach
  void serve() throws IOException {
    acquirer =
        AcquirerGrpc.newBlockingStub(
            grpc.serve(SimulatedAcquirer.on(acquirerDatabase.database(), InstantSource.system())));
    wire = new FaultyAcquirer(acquirer);
    acquirersPort =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(wire)
            .build()
            .start();
  }

  @AfterEach
  void close() {
    acquirersPort.shutdownNow();
  }

  @Test
  void leader_pausedBeforeItWritesAndSucceeded_changesNothingWhenItWakes() throws Exception {
    List.of("ord_1", "ord_2", "ord_3").forEach(this::authorize);
    Gate read = wire.hold(Method.LIST_STATEMENT, true);
    Path log = folder.resolve("payment-1.log");
    Process first = start("payment-1", log);
    try {
      await().atMost(BOUND).until(() -> holder().equals("payment-1"));
      read.awaitReached();
      long epoch = number("SELECT fence FROM reconciliation");
      signal(first, "STOP");
      // Its answer is there when it wakes: it has all that it needs to write.
      read.open();
      ServiceServer second = PaymentServer.start(new Settings(environment("payment-2")));
      try {
        await().atMost(BOUND).until(() -> number("SELECT count(*) FROM acquirer_record") == 3);
        assertThat(holder()).isEqualTo("payment-2");
        assertThat(number("SELECT fence FROM reconciliation")).isGreaterThan(epoch);

        signal(first, "CONT");

        String refused = "was taken over: leadership " + epoch + " by ";
        await().atMost(BOUND).until(() -> Files.readString(log).contains(refused));
        assertThat(holder()).isEqualTo("payment-2");
        assertThat(number("SELECT count(*) FROM acquirer_record WHERE operations <> 'AUTHORIZED'"))
            .isZero();
      } finally {
        second.close();
      }
    } finally {
      signal(first, "CONT");
      first.destroyForcibly().waitFor();
    }
  }

  private Process start(String instance, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PaymentServer.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(key -> key.matches("(SOUK|CONSUL)_.*"));
    builder.environment().putAll(environment(instance));
    return builder.start();
  }

  private Map<String, String> environment(String instance) {
    Map<String, String> environment = new HashMap<>(consul.environment());
    environment.put("SOUK_INSTANCE", instance);
    environment.put("SOUK_DB_URL", database.config().url());
    environment.put("SOUK_DB_USER", database.config().user());
    environment.put("SOUK_DB_PASSWORD", database.config().password());
    environment.put("SOUK_ACQUIRER_ADDRESS", "127.0.0.1:" + acquirersPort.getPort());
    // So that it is the fence that stops the leader, and no deadline that is past when it wakes.
    environment.put("SOUK_ACQUIRER_DEADLINE", "5m");
    environment.put("SOUK_PAYMENT_RECONCILE_INTERVAL", "100ms");
    environment.put("SOUK_DRAIN_TIMEOUT", "1s");
    return environment;
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  private void authorize(String key) {
    AuthorizeRequest request =
        AuthorizeRequest.newBuilder()
            .setKey(key)
            .setAmount(Money.newBuilder().setCurrencyCode("EUR").setUnits(1))
            .setCardToken("tok_visa")
            .build();
    assertThat(acquirer.authorize(request).getOutcomeValue()).isEqualTo(1);
  }

  private static String holder() {
    return read("SELECT holder FROM reconciliation", String.class);
  }

  private static long number(String query) {
    return read(query, Long.class);
  }

  private static <T> T read(String query, Class<T> type) {
    return database
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(type).one());
  }
}
