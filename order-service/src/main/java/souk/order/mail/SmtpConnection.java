// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocketFactory;

/** One connection to a server. Confined to one thread, but for {@link #breakOff}. */
final class SmtpConnection {
  private final SmtpConfig config;
  private final SmtpSockets sockets = new SmtpSockets();
  private final Session session;
  private final Transport transport;

  /**
   * @param writeTimeouts ends writes that take too long
   */
  SmtpConnection(
      SmtpConfig config, SSLSocketFactory encryption, ScheduledExecutorService writeTimeouts)
      throws MessagingException {
    this.config = config;
    Properties properties = properties(config, sockets, writeTimeouts);
    properties.put("mail.smtp.ssl.socketFactory", encryption);
    this.session = Session.getInstance(properties);
    this.transport = session.getTransport("smtp");
  }

  private static Properties properties(
      SmtpConfig config, SmtpSockets sockets, ScheduledExecutorService writeTimeouts) {
    String millis = Long.toString(config.timeout().toMillis());
    Properties properties = new Properties();
    properties.put("mail.smtp.socketFactory", sockets);
    properties.setProperty("mail.smtp.socketFactory.fallback", "false");
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.writetimeout", millis);
    properties.put("mail.smtp.executor.writetimeout", writeTimeouts);
    // What it calls itself; to ask the machine for its name may take long.
    properties.setProperty("mail.smtp.localhost", config.from().domain());
    properties.setProperty("mail.smtp.from", config.from().value());
    properties.setProperty("mail.smtp.quitwait", "false");
    properties.setProperty("mail.smtp.auth", Boolean.toString(config.login().isPresent()));
    properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(config.startTls()));
    properties.setProperty("mail.smtp.starttls.required", Boolean.toString(config.startTls()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    return properties;
  }

  void open() throws MessagingException {
    if (config.login().isPresent()) {
      SmtpConfig.Login login = config.login().get();
      transport.connect(config.host(), config.port(), login.user(), login.password());
    } else {
      transport.connect(config.host(), config.port(), null, null);
    }
  }

  void send(Mail mail) throws MessagingException {
    MimeMessage message = new NamedMessage(session, mail.messageId());
    message.setFrom(new InternetAddress(config.from().value()));
    InternetAddress to = new InternetAddress(mail.to().value());
    message.setRecipient(Message.RecipientType.TO, to);
    message.setSubject(mail.subject(), "UTF-8");
    message.setSentDate(Date.from(mail.date()));
    for (Map.Entry<String, String> mark : mail.marks().entrySet()) {
      message.setHeader(mark.getKey(), mark.getValue());
    }
    // So that no robot answers it.
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setText(mail.text(), StandardCharsets.UTF_8.name());
    message.setHeader("Content-Transfer-Encoding", "quoted-printable");
    message.saveChanges();
    transport.sendMessage(message, new InternetAddress[] {to});
  }

  /** Ends it, and what goes on in it. For any thread. */
  void breakOff() {
    sockets.breakOff();
  }

  /** Says good-bye, without waiting for the answer. */
  void close() {
    try {
      transport.close();
    } catch (MessagingException e) {
      sockets.breakOff();
    }
  }

  /** A message whose id is not made by chance. */
  private static final class NamedMessage extends MimeMessage {
    private final String id;

    NamedMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }
}
