// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import souk.order.mail.EmailAddress;

/** An order, and where mails about it go; together only where one is written. */
record Addressed(Order order, EmailAddress email) {
  Addressed {
    requireNonNull(order, "order");
    requireNonNull(email, "email");
  }
}
