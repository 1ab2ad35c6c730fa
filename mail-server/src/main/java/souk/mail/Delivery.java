// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.mail;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;

/** One mail on its way into the folder. Confined to one thread. */
final class Delivery implements MessageHandler {
  private static final Logger log = LoggerFactory.getLogger(Delivery.class);
  private static final int TRY_LATER = 451;
  private static final int TOO_LARGE = 552;
  private static final int BAD_ADDRESS = 553;

  private final MailFolder folder;
  private final List<String> recipients = new ArrayList<>();
  private String sender = "";

  Delivery(MailFolder folder) {
    this.folder = folder;
  }

  @Override
  public void from(String address) throws RejectException {
    sender = checked(address);
  }

  @Override
  public void recipient(String address) throws RejectException {
    recipients.add(checked(address));
  }

  /** It becomes a line of the file, and no more than one. */
  private static String checked(String address) throws RejectException {
    if (address.length() > 256 || address.chars().anyMatch(Character::isISOControl)) {
      throw new RejectException(BAD_ADDRESS, "that is no address");
    }
    return address;
  }

  @Override
  public String data(InputStream content) throws RejectException {
    try {
      return "kept as " + folder.keep(sender, recipients, content);
    } catch (MailFolder.TooLargeException e) {
      throw new RejectException(TOO_LARGE, "the mail is too large");
    } catch (IOException e) {
      log.error("a mail can't be kept", e);
      throw new RejectException(TRY_LATER, "the mail can't be kept now");
    }
  }

  @Override
  public void done() {
    // All was done when it was kept.
  }
}
