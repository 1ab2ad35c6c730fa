// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.util.List;
import souk.lab.idea.BadNetwork;
import souk.lab.idea.BiggerOrMore;
import souk.lab.idea.Cache;
import souk.lab.idea.Cost;
import souk.lab.idea.DeadWorker;
import souk.lab.idea.FlashSale;
import souk.lab.idea.FullDisk;
import souk.lab.idea.HowStale;
import souk.lab.idea.LastItem;
import souk.lab.idea.LostPackets;
import souk.lab.idea.MonolithOrMany;
import souk.lab.idea.NoCascade;
import souk.lab.idea.OneFrontDoor;
import souk.lab.idea.ScaleOut;
import souk.lab.idea.SkewedClocks;
import souk.lab.idea.SlowInstance;
import souk.lab.idea.SyncOrAsync;
import souk.lab.idea.ThreeInTheMorning;
import souk.lab.idea.WhichSide;
import souk.lab.idea.WhoIsInCharge;
import souk.lab.idea.WithoutConsul;
import souk.lab.notice.WouldItNotice;
import souk.lab.storm.Storm;
import souk.lab.window.EveryWindow;

/** The list of all experiments. */
public final class Experiments {
  private Experiments() {}

  /** Each made anew, for one run. */
  public static List<Experiment> all() {
    return List.of(
        new OneFrontDoor(),
        new WhichSide(),
        new SkewedClocks(),
        new WhoIsInCharge(),
        new HowStale(),
        new Cache(),
        new BadNetwork(),
        new LostPackets(),
        new DeadWorker(),
        new FlashSale(),
        new NoCascade(),
        new FullDisk(),
        new ScaleOut(),
        new BiggerOrMore(),
        new MonolithOrMany(),
        new Cost(),
        new SlowInstance(),
        new SyncOrAsync(),
        new ThreeInTheMorning(),
        new WithoutConsul(),
        new EveryWindow(),
        new LastItem(),
        new Storm(),
        new WouldItNotice());
  }
}
