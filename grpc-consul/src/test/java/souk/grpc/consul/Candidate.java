// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A candidate that keeps what it is told: +7 for being elected with epoch 7, -7 for its loss. */
final class Candidate implements ConsulElection.Listener, AutoCloseable {
  private final List<Long> told = new CopyOnWriteArrayList<>();
  private final ConsulElection election;

  Candidate(ConsulAgent agent, Candidacy candidacy) {
    election = ConsulElection.start(agent, candidacy, this);
  }

  @Override
  public void elected(Leadership leadership) {
    assertThat(leadership.isHeld()).isTrue();
    told.add(leadership.epoch());
  }

  @Override
  public void lost(Leadership leadership) {
    assertThat(leadership.isHeld()).isFalse();
    told.add(-leadership.epoch());
  }

  List<Long> told() {
    return List.copyOf(told);
  }

  boolean leads() {
    return election.leadership().isPresent();
  }

  /** Waits until it leads, at most so long. */
  Leadership awaitElected(Duration atMost) {
    await().atMost(atMost).until(this::leads);
    return election.leadership().orElseThrow();
  }

  @Override
  public void close() {
    election.close();
  }
}
