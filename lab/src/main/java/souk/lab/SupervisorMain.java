// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import souk.lab.cluster.Supervisor;
import souk.lab.room.ControlRoom;

/** The process that holds one shop, with its control room. */
final class SupervisorMain {
  private SupervisorMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    ControlRoom.boundServers();
    Supervisor.run(arguments, ControlRoom::open);
  }
}
