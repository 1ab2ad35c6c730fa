// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said to a server, and what is concluded from its answers. */
class SmtpMailsTest {
  private static final Duration SOON = Duration.ofMillis(300);

  private final AtomicLong nanos = new AtomicLong();
  private ScriptedServer server;
  private SmtpMails mails;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
    mails = mails(server.port(), false, Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() throws IOException {
    mails.close();
    server.close();
  }

  @Test
  void send_taken_arrivesWordForWord() throws Exception {
    String text = "Grüße, 花瓶 — 2 × lamp\r\n.\r\n..two dots\r\nlast line\r\n";

    assertThat(mails.send(mail(text))).isInstanceOf(MailResult.Accepted.class);

    assertThat(server.commands())
        .contains("MAIL FROM:<orders@souk.example>", "RCPT TO:<ada@example.com>");
    String raw = server.mails().getFirst();
    assertThat(raw.chars()).as("ASCII").allMatch(c -> c < 128);
    MimeMessage arrived =
        new MimeMessage(
            Session.getInstance(new Properties()), new ByteArrayInputStream(raw.getBytes(UTF_8)));
    assertThat(((String) arrived.getContent()).replace("\r\n", "\n"))
        .isEqualTo(text.replace("\r\n", "\n"));
    assertThat(arrived.getHeader("Message-ID")).containsExactly("<receipt.1@souk.example>");
    assertThat(arrived.getHeader("X-Souk-Order")).containsExactly("ord_1");
    assertThat(arrived.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(arrived.getContentType()).isEqualTo("text/plain; charset=UTF-8");
    assertThat(arrived.getSentDate().toInstant()).isEqualTo("2026-11-21T12:00:00Z");
  }

  @Test
  void send_twice_oneConnectionAndTheSameMail() {
    mails.send(mail("text\r\n"));
    mails.send(mail("text\r\n"));

    assertThat(server.connections()).isOne();
    assertThat(server.mails().get(1)).isEqualTo(server.mails().getFirst());

    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    mails.send(mail("text\r\n"));

    assertThat(server.connections()).as("the old one was idle for too long").isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "RCPT, 550 no such mailbox, Refused",
    "RCPT, 451 greylisted, NotNow",
    "MAIL, 553 not you, NotAllowed",
    "MAIL, 450 later, NotNow",
    "DATA, 554 no, Refused",
    "., 552 too large, Refused",
    "., 451 disk full, NotNow",
    "., 421 going down, Unknown",
    "HI, 421 too many, Unknown"
  })
  void send_refused_asTheCodeSays(String command, String answer, String result) {
    server.answer(command, answer);

    assertThat(mails.send(mail("text\r\n")).getClass().getSimpleName()).isEqualTo(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HI", "EHLO", "MAIL", "RCPT", "DATA", "."})
  void send_serverFreezes_unknownAfterTheTimeout(String command) {
    SmtpMails impatient = mails(server.port(), false, SOON);
    server.answer(command, ScriptedServer.SILENCE);

    assertThat(impatient.send(mail("text\r\n"))).isInstanceOf(MailResult.Unknown.class);
    impatient.close();
  }

  @Test
  void send_deadlineOver_brokenOffThoughTheTimeoutIsLonger() {
    server.answer("RCPT", ScriptedServer.SILENCE);
    try (ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor()) {
      Context.CancellableContext context =
          Context.current().withDeadlineAfter(SOON.toMillis(), TimeUnit.MILLISECONDS, deadlines);
      long start = System.nanoTime();
      context.run(
          () -> assertThat(mails.send(mail("text\r\n"))).isInstanceOf(MailResult.Unknown.class));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      context.cancel(null);
    }
  }

  @Test
  void send_byAVirtualThread_conversesOnAnother() throws Exception {
    Set<Boolean> onVirtual = ConcurrentHashMap.newKeySet();
    LongSupplier time =
        () -> {
          onVirtual.add(Thread.currentThread().isVirtual());
          return 0;
        };
    SmtpMails own = new SmtpMails(config(server.port(), false, Duration.ofSeconds(20)), time);
    List<MailResult> results = new CopyOnWriteArrayList<>();

    Thread.startVirtualThread(() -> results.add(own.send(mail("text\r\n")))).join();

    assertThat(results).singleElement().isInstanceOf(MailResult.Accepted.class);
    assertThat(onVirtual).containsOnly(false);
    own.close();
  }

  @Test
  void send_callerIsToldToStop_brokenOff() throws Exception {
    server.answer("RCPT", ScriptedServer.SILENCE);
    List<MailResult> results = new CopyOnWriteArrayList<>();
    Thread caller = Thread.startVirtualThread(() -> results.add(mails.send(mail("text\r\n"))));
    await().until(() -> server.commands().stream().anyMatch(line -> line.startsWith("RCPT")));

    caller.interrupt();
    caller.join();

    assertThat(results).singleElement().isInstanceOf(MailResult.Unknown.class);
  }

  @Test
  void send_nobodyThere_unknown() throws IOException {
    server.close();

    assertThat(mails.send(mail("text\r\n"))).isInstanceOf(MailResult.Unknown.class);
  }

  @Test
  void send_connectionsWereCut_theNextMailArrives() throws IOException {
    mails.send(mail("one\r\n"));
    server.cutConnections();

    assertThat(mails.send(mail("two\r\n"))).isInstanceOf(MailResult.Unknown.class);
    assertThat(mails.send(mail("two\r\n"))).isInstanceOf(MailResult.Accepted.class);
  }

  @Test
  void send_encryptionRequiredButNotOffered_nothingIsSaid() {
    SmtpMails strict = mails(server.port(), true, Duration.ofSeconds(20));

    assertThat(strict.send(mail("text\r\n"))).isInstanceOf(MailResult.Unknown.class);

    assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    strict.close();
  }

  @Test
  void send_encryptedByWhomIsTrusted_arrivesWithUserAndPassword(@TempDir Path folder)
      throws Exception {
    SSLContext certificate = TestCertificate.of(folder, "ip:127.0.0.1");
    server.encryptWith(certificate);

    assertThat(sendEncrypted(certificate)).isInstanceOf(MailResult.Accepted.class);

    assertThat(server.mails()).hasSize(1);
    int encrypted = server.commands().indexOf("STARTTLS");
    assertThat(server.commands().subList(0, encrypted)).allMatch(line -> line.startsWith("EHLO"));
    assertThat(server.commands()).anyMatch(line -> line.startsWith("AUTH PLAIN"));
    server.answer("AUTH", "535 who?");
    assertThat(sendEncrypted(certificate)).isInstanceOf(MailResult.NotAllowed.class);
  }

  @Test
  void send_encryptedByAStranger_nothingIsSaid(@TempDir Path folder) throws Exception {
    SSLContext certificate = TestCertificate.of(folder, "ip:127.0.0.1");
    SSLContext forAnother = TestCertificate.of(folder, "dns:mail.example.com");

    server.encryptWith(certificate);
    assertThat(sendEncrypted(forAnother)).isInstanceOf(MailResult.Unknown.class);
    server.encryptWith(forAnother);
    assertThat(sendEncrypted(forAnother)).isInstanceOf(MailResult.Unknown.class);

    assertThat(server.commands())
        .contains("STARTTLS")
        .noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
  }

  private MailResult sendEncrypted(SSLContext trusted) {
    SmtpConfig config =
        new SmtpConfig(
            "127.0.0.1",
            server.port(),
            new EmailAddress("orders@souk.example"),
            true,
            Optional.of(new SmtpConfig.Login("shop", "hush")),
            Duration.ofSeconds(20));
    try (SmtpMails encrypted = new SmtpMails(config, nanos::get, trusted.getSocketFactory())) {
      return encrypted.send(mail("text\r\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@example.com\r\nRCPT TO:<eve@example.com>",
        "ada@example.com\n",
        "ada@example.com,eve@example.com",
        "<ada@example.com>",
        "\"ada\"@example.com",
        "ada@example",
        "ada@[127.0.0.1]",
        ".ada@example.com",
        "a d a@example.com",
        "ada@example.com\u0000",
        "ada@exämple.com",
        ""
      })
  void address_notOne_refused(String value) {
    assertThatThrownBy(() -> new EmailAddress(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mail_headerOfMoreThanALine_refused() {
    assertThatThrownBy(() -> mail("subject\r\nBcc: eve@example.com", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> mail("subject", Map.of("X-A", "1\nBcc: eve@example.com")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> mail("subject", Map.of("X-A: 1\nBcc", "eve@example.com")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SmtpMails mails(int port, boolean startTls, Duration timeout) {
    return new SmtpMails(config(port, startTls, timeout), nanos::get);
  }

  private static SmtpConfig config(int port, boolean startTls, Duration timeout) {
    return new SmtpConfig(
        "127.0.0.1",
        port,
        new EmailAddress("orders@souk.example"),
        startTls,
        Optional.empty(),
        timeout);
  }

  private static Mail mail(String text) {
    return new Mail(
        new EmailAddress("ada@example.com"),
        "Your receipt",
        text,
        "receipt.1@souk.example",
        Instant.parse("2026-11-21T12:00:00Z"),
        Map.of("X-Souk-Order", "ord_1"));
  }

  private static Mail mail(String subject, Map<String, String> marks) {
    return new Mail(
        new EmailAddress("ada@example.com"), subject, "", "1@souk.example", Instant.EPOCH, marks);
  }
}
