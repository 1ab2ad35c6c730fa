// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.util.List;

/** Some figures that are measured together. */
interface CallsPart {
  /** What it is called on the command line. */
  String name();

  /** What it does, in one line. */
  String summary();

  /**
   * Measures. Blocks; leaves the shops as they were.
   *
   * @throws souk.lab.process.LabException when it can't
   */
  List<Figure> measure(CallsShops shops) throws Exception;
}
