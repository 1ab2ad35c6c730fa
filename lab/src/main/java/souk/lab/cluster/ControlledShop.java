// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.util.List;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.part.ShopHome;

/** A shop as its own supervisor sees it, for what runs in the same process. Thread-safe. */
public interface ControlledShop {
  ShopHome home();

  /** Starting, up or stopping. */
  String state();

  /** Where shoppers come in by native gRPC, host:port. */
  String grpc();

  /** Where shoppers come in by web. */
  String web();

  /**
   * How all parts stand: health and memory as {@link #measure} last found them, all else as it is
   * now. Never blocks.
   */
  List<PartStatus> parts();

  /**
   * Measures health and memory again, each as often as its cost allows. Returns at once; what does
   * not answer is found out in the background.
   */
  void measure();

  /**
   * Does what {@code ./souk} does when it is told so: START, STOP, KILL, PAUSE, RESUME, RESTART,
   * SCALE, LINK, THROTTLE, FILL, FREE or CLOCK. Blocks until it is done.
   *
   * @throws souk.lab.process.LabException when it can't be done, in one line that says why
   */
  void perform(Request request, Progress progress);

  /**
   * What is done to the calls from one service to another: the first word of {@code ./souk link},
   * such as cut; empty without wires.
   */
  String link(String from, String to);

  /** Tells from now on what happens. */
  void listen(ShopEvents listener);
}
