// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What is stood for, and by whom. All candidates of an election name the same key and times.
 *
 * @param key in Consul's KV store, kept for ever: its value holds the last epoch and who got it, so
 *     that an operator sees who leads ({@code consul kv get KEY})
 * @param name of this candidate, for the key's value and the session's name
 * @param ttl after which a leader that can't renew its session has lost: by its own clock at once,
 *     and by Consul's within twice that. 10 s or more, unless Consul's {@code session_ttl_min} was
 *     lowered; 1 day or less
 * @param lockDelay for how long Consul gives the lock to nobody after it has ended a session by
 *     itself, 0 to 60 s: time for a leader that is alive to notice. It is not what keeps two
 *     leaders apart, which is the epoch, so it may be short
 * @param instance the id of the {@link ServiceInstance} that the candidate is, registered with the
 *     same agent; its session then ends, and another is elected, as soon as that instance's check
 *     fails, and it isn't elected before the check passes. Empty for none
 */
public record Candidacy(
    String key, String name, Duration ttl, Duration lockDelay, String instance) {
  private static final Duration DEFAULT_TTL = Duration.ofSeconds(10);
  private static final Duration DEFAULT_LOCK_DELAY = Duration.ofMillis(500);

  public Candidacy {
    requireNonNull(key, "key");
    if (!key.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")) {
      throw new IllegalArgumentException("key: \"" + key + "\" (expected: a/path/like/this)");
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: blank (expected: the candidate's name)");
    }
    checkBetween("ttl", ttl, Duration.ofSeconds(1), Duration.ofDays(1));
    checkBetween("lockDelay", lockDelay, Duration.ZERO, Duration.ofMinutes(1));
  }

  /** One that is of no instance: a leader that dies is followed when its time to live is over. */
  public Candidacy(String key, String name, Duration ttl, Duration lockDelay) {
    this(key, name, ttl, lockDelay, "");
  }

  /** A candidacy with a TTL of 10 s, the least that Consul takes by default, and 0.5 s of delay. */
  public static Candidacy of(String key, String name) {
    return new Candidacy(key, name, DEFAULT_TTL, DEFAULT_LOCK_DELAY);
  }

  /** The same of a registered instance, by its id: a leader that dies is followed in some 2 s. */
  public Candidacy ofInstance(String id) {
    return new Candidacy(key, name, ttl, lockDelay, id);
  }

  private static void checkBetween(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
