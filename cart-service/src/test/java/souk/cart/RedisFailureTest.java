// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.service.Refusal;
import souk.service.SettingException;

/** What happens when Redis is away, comes back, can't, or doesn't want us. */
class RedisFailureTest {
  @RegisterExtension static final RedisExtension redis = new RedisExtension();

  @Test
  void kill9_withAppendOnlyFile_keepsTheCartsAndComesBackByItself() throws Exception {
    try (CartFixture fixture = new CartFixture(redis.config())) {
      CartId cart = fixture.newCart();
      fixture.add(cart, "tea", 3);
      Cart before = fixture.get(cart);

      redis.kill();
      await().atMost(Duration.ofSeconds(3)).until(() -> !fixture.redis.isReachable());
      assertUnavailable(() -> fixture.carts.get(cart));

      redis.start();
      await().atMost(Duration.ofSeconds(5)).until(fixture.redis::isReachable);
      assertThat(fixture.get(cart)).isEqualTo(before);
      fixture.add(cart, "tea", 1);
      assertThat(fixture.get(cart).lines()).containsExactly(new Line("tea", 4));
    }
  }

  @Test
  void longOutage_thenBack_isNoticedWithinTwoSeconds() throws Exception {
    try (CartFixture fixture = new CartFixture(redis.config())) {
      redis.kill();
      // Long enough for a delay that doubles to have grown past the bound.
      await()
          .during(Duration.ofSeconds(5))
          .atMost(Duration.ofSeconds(6))
          .until(() -> !fixture.redis.isReachable());
      redis.start();
      await().atMost(Duration.ofSeconds(2)).until(fixture.redis::isReachable);
    }
  }

  @Test
  void fullMemory_change_isUnavailableAndChangesNothing() {
    try (CartFixture fixture = new CartFixture(redis.config())) {
      CartId cart = fixture.newCart();
      fixture.commands().configSet("maxmemory", "1");
      try {
        assertUnavailable(() -> fixture.add(cart, "tea", 1));
      } finally {
        fixture.commands().configSet("maxmemory", "0");
      }
      assertThat(fixture.get(cart).lines()).isEmpty();
    }
  }

  /** As one whose disk is full. */
  @Test
  void noWritesAreTaken_change_isUnavailableAndLookIsAnswered() {
    try (CartFixture fixture = new CartFixture(redis.config())) {
      CartId cart = fixture.newCart();
      fixture.add(cart, "tea", 2);
      Cart before = fixture.get(cart);
      fixture.commands().replicaof("127.0.0.1", 1);
      try {
        assertUnavailable(() -> fixture.add(cart, "tea", 1));
        assertThat(fixture.get(cart)).isEqualTo(before);
      } finally {
        fixture.commands().replicaofNoOne();
      }
    }
  }

  @Test
  void silentRedis_call_isUnavailableAfterASecond() {
    try (CartFixture fixture = new CartFixture(redis.config())) {
      CartId cart = fixture.newCart();
      fixture.commands().clientPause(1_500);
      assertUnavailable(() -> fixture.carts.get(cart));
      await().atMost(Duration.ofSeconds(5)).until(fixture.redis::isReachable);
      assertThat(fixture.get(cart).version()).isEqualTo(1);
    }
  }

  @Test
  void faultInAScript_isNotTakenForAnOutage() {
    try (CartFixture fixture = new CartFixture(redis.config())) {
      assertThatThrownBy(
              () -> fixture.commands().eval("return nothing.there", ScriptOutputType.MULTI))
          .isInstanceOf(RedisCommandExecutionException.class)
          .satisfies(fault -> assertThat(RedisFailures.refusalOf(fault)).isEmpty());
    }
  }

  @Test
  void start_wrongPassword_saysSoAtOnce() {
    RedisConfig wrong = new RedisConfig(redis.config().uri(), "not-the-password");
    assertThatThrownBy(() -> RedisStart.connect(wrong))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_REDIS_PASSWORD is not the password of Redis at redis://")
        .hasMessageNotContaining("not-the-password");
  }

  @Test
  void start_noPassword_saysSoAtOnce() {
    RedisConfig none = new RedisConfig(redis.config().uri(), "");
    assertThatThrownBy(() -> RedisStart.connect(none))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("SOUK_REDIS_PASSWORD");
  }

  @Test
  void start_redisAway_waitsUntilItIsThere() throws Exception {
    redis.kill();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Redis> starting = threads.submit(() -> RedisStart.connect(redis.config()));
      await().during(Duration.ofSeconds(1)).until(() -> !starting.isDone());

      redis.start();

      try (Redis started = starting.get(10, TimeUnit.SECONDS)) {
        assertThat(started.isReachable()).isTrue();
      }
    }
  }

  private static void assertUnavailable(ThrowingCallable call) {
    assertThatThrownBy(call)
        .satisfies(
            failure ->
                assertThat(RedisFailures.refusalOf(failure))
                    .map(Refusal::reason)
                    .contains("STORE_UNAVAILABLE"));
  }
}
