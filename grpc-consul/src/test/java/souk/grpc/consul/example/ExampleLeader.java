// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul.example;

import java.util.concurrent.TimeUnit;
import souk.grpc.consul.Candidacy;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.consul.ConsulElection;
import souk.grpc.consul.Leadership;

/** Of any number of these processes, one works at a time. */
public final class ExampleLeader implements ConsulElection.Listener {
  /** Stands for election for as many seconds as it is told, under the name that it is told. */
  public static void main(String[] args) throws Exception {
    var agent = ConsulAgent.fromEnvironment(System.getenv());
    var candidacy = Candidacy.of("greeter/leader", args[0]);
    try (var election = ConsulElection.start(agent, candidacy, new ExampleLeader())) {
      for (int i = 0; i < Integer.parseInt(args[1]); i++) {
        election.leadership().ifPresent(leadership -> work(leadership.epoch()));
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  /** The store that is written to refuses an epoch below the highest that it has seen. */
  private static void work(long epoch) {
    System.out.println("write, if no epoch is above " + epoch);
  }

  @Override
  public void elected(Leadership leadership) {
    System.out.println("elected: " + leadership);
  }

  @Override
  public void lost(Leadership leadership) {
    System.out.println("lost: " + leadership);
  }
}
