// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

/** Where lines go that tell a person what is being done. */
@FunctionalInterface
public interface Progress {
  void say(String line);
}
