// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.util.List;
import souk.lab.load.LastItem;
import souk.lab.notice.WouldItNotice;
import souk.lab.storm.Storm;
import souk.lab.window.EveryWindow;

/** The list of all experiments. */
public final class Experiments {
  private Experiments() {}

  /** Each made anew, for one run. */
  public static List<Experiment> all() {
    return List.of(new EveryWindow(), new LastItem(), new Storm(), new WouldItNotice());
  }
}
