// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

/** How a mail about an order is sent, as a task. Thread-safe. */
interface MailTasks {
  /**
   * Sends it, or says why not. Blocks, and ends by the current context's deadline.
   *
   * @param task RECEIPT or NOTICE
   */
  TaskOutcome send(TaskStore.Taken task);
}
