// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order.mail;

import io.grpc.Context;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.util.StreamProvider;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailStreamProvider;
import org.jspecify.annotations.Nullable;

/**
 * Mails over SMTP. As many connections as there are mails on their way, each with a platform thread
 * while it is used; it is kept for a moment, for the next one. Thread-safe.
 *
 * <p>Not with virtual threads, because Jakarta Mail searches the class path's jars for its parts
 * while it writes a message. A virtual thread that waits for a jar's monitor there has left its
 * carrier and may be the next to get it, while one thread that loads a class waits behind it, and
 * the others, which need that class, hold all carriers, since who loads a class can't leave them
 * (<a href="https://openjdk.org/jeps/491">JEP 491</a>): nothing would go on in this process any
 * more.
 */
public final class SmtpMails implements Mails {
  private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int SERVICE_NOT_AVAILABLE = 421;

  static {
    // What the library would find, but for the search through all jars at each message.
    System.setProperty(StreamProvider.class.getName(), MailStreamProvider.class.getName());
  }

  private record Idle(SmtpConnection connection, long sinceNanos) {}

  private final SmtpConfig config;
  private final LongSupplier nanoTime;
  private final SSLSocketFactory encryption;
  private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();

  /** As many as there are callers, who wait for them. */
  private final ExecutorService conversations =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("smtp-", 1).daemon().factory());

  private final ScheduledExecutorService writeTimeouts =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("smtp-writes").daemon().factory());

  /**
   * @param nanoTime as {@link System#nanoTime()}
   */
  public SmtpMails(SmtpConfig config, LongSupplier nanoTime) {
    this(config, nanoTime, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * The same, with its own idea of whom to trust.
   *
   * @param encryption used where the server must be encrypted
   */
  SmtpMails(SmtpConfig config, LongSupplier nanoTime, SSLSocketFactory encryption) {
    this.config = config;
    this.nanoTime = nanoTime;
    this.encryption = encryption;
  }

  @Override
  public MailResult send(Mail mail) {
    Context.CancellableContext context = Context.current().withCancellation();
    try {
      return conversations.submit(context.wrap(() -> converse(mail))).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new MailResult.Unknown("told to stop on the way to the server");
    } finally {
      // Breaks the conversation off if nobody waits for it any more.
      context.cancel(null);
    }
  }

  private MailResult converse(Mail mail) {
    Context context = Context.current();
    try {
      SmtpConnection connection = takeIdle();
      boolean opened = connection != null;
      SmtpConnection used =
          connection == null ? new SmtpConnection(config, encryption, writeTimeouts) : connection;
      Context.CancellationListener atDeadline = ended -> used.breakOff();
      context.addListener(atDeadline, Runnable::run);
      try {
        if (!opened) {
          used.open();
        }
        used.send(mail);
        idle.addFirst(new Idle(used, nanoTime.getAsLong()));
        return new MailResult.Accepted();
      } catch (MessagingException failure) {
        used.breakOff();
        MailResult result = read(failure);
        if (result instanceof MailResult.Unknown) {
          // The others lead to where this one did.
          closeIdle(0);
        }
        return result;
      } finally {
        context.removeListener(atDeadline);
      }
    } catch (MessagingException failure) {
      return read(failure);
    }
  }

  private @Nullable SmtpConnection takeIdle() {
    closeIdle(KEPT_NANOS);
    Idle newest = idle.pollFirst();
    return newest == null ? null : newest.connection();
  }

  /** Closes those that nobody has used for so long. */
  private void closeIdle(long nanos) {
    for (Idle oldest = idle.peekLast();
        oldest != null && nanoTime.getAsLong() - oldest.sinceNanos() >= nanos;
        oldest = idle.peekLast()) {
      if (idle.removeLastOccurrence(oldest)) {
        oldest.connection().close();
      }
    }
  }

  /** What a failure means; the first that says more than the ones around it. */
  static MailResult read(MessagingException failure) {
    for (Exception each = failure; each != null; each = next(each)) {
      switch (each) {
        case SMTPAddressFailedException recipient -> {
          return refused(recipient.getReturnCode(), "recipient", false);
        }
        case SMTPSenderFailedException sender -> {
          return refused(sender.getReturnCode(), "sender", true);
        }
        case AuthenticationFailedException login -> {
          return new MailResult.NotAllowed("the server refused user and password");
        }
        case SMTPSendFailedException sending when sending.getReturnCode() > 0 -> {
          boolean ofSender = !isOfMessage(sending.getCommand());
          return refused(sending.getReturnCode(), "mail", ofSender);
        }
        default -> {
          // The next one may say more.
        }
      }
    }
    // No text of the other side: it may have the address in it.
    Exception cause = failure.getNextException();
    return new MailResult.Unknown(
        (cause == null ? failure : cause).getClass().getSimpleName() + " on the way to the server");
  }

  private static boolean isOfMessage(@Nullable String command) {
    return command != null && (command.equals(".") || command.startsWith("DATA"));
  }

  private static MailResult refused(int code, String what, boolean ofSender) {
    String why = "the server refused the " + what + " by " + code;
    if (code == SERVICE_NOT_AVAILABLE || code < 400) {
      return new MailResult.Unknown(why);
    }
    if (code < 500) {
      return new MailResult.NotNow(why);
    }
    return ofSender ? new MailResult.NotAllowed(why) : new MailResult.Refused(why);
  }

  private static @Nullable Exception next(Exception failure) {
    return failure instanceof MessagingException chained ? chained.getNextException() : null;
  }

  /** To be called when nothing is sent any more. */
  @Override
  public void close() {
    closeIdle(0);
    conversations.shutdown();
    writeTimeouts.shutdownNow();
  }
}
