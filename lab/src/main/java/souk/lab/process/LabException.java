// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

/**
 * What the user is told in one line when something can't be done. Its message is that line; it
 * names what to do.
 */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LabException(String message) {
    super(message);
  }

  public LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
