// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

/**
 * Why a request is not served.
 *
 * @param status of HTTP
 * @param reason stable, for programs
 * @param message for people
 */
record Refusal(int status, String reason, String message) {
  static Refusal badRequest(String message) {
    return new Refusal(400, "BAD_REQUEST", message);
  }

  static Refusal notFound() {
    return new Refusal(404, "NOT_FOUND", "there is no such thing here");
  }
}
