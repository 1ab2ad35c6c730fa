// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

/** Why a window is not clean: the shop did not do what it promises, or the fault never came. */
final class Unclean extends Exception {
  private static final long serialVersionUID = 1;

  Unclean(String why) {
    super(why);
  }

  /** Throws unless it is so. */
  static void unless(boolean isSo, String why) throws Unclean {
    if (!isSo) {
      throw new Unclean(why);
    }
  }
}
