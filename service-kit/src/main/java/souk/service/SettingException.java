// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

/** A setting is missing or wrong: the process can't start. The message is for who set it. */
public final class SettingException extends RuntimeException {
  public SettingException(String message) {
    super(message);
  }

  public SettingException(String message, Throwable cause) {
    super(message, cause);
  }
}
