// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import souk.order.mail.Mail;
import souk.order.mail.MailResult;
import souk.order.mail.Mails;

/** A mail server that takes what it is given, unless it is told otherwise. Thread-safe. */
final class ModelMails implements Mails {
  private final List<Mail> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Optional<MailResult> answer = Optional.empty();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** From now on it takes none and answers so; empty ends it. */
  void answer(Optional<MailResult> result) {
    answer = result;
  }

  /** The next ones wait until the latch is open. */
  CountDownLatch hang() {
    gate = new CountDownLatch(1);
    return gate;
  }

  List<Mail> taken() {
    return taken;
  }

  /** Those of a kind about an order. */
  List<Mail> taken(String kind, String orderId) {
    return taken.stream()
        .filter(
            mail ->
                mail.marks().get("X-Souk-Mail").equals(kind)
                    && mail.marks().get("X-Souk-Order").equals(orderId))
        .toList();
  }

  int asked() {
    return asked.get();
  }

  @Override
  public MailResult send(Mail mail) {
    asked.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      return new MailResult.Unknown("interrupted");
    }
    if (answer.isPresent()) {
      return answer.get();
    }
    taken.add(mail);
    return new MailResult.Accepted();
  }

  @Override
  public void close() {}
}
