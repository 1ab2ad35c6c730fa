// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EpollProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One connection to Redis, which all calls share and which comes back by itself. Thread-safe; a
 * call blocks for a second at most, or two when Redis has to be told a script.
 *
 * <p>While the connection is away, commands are refused at once instead of queued, and those that
 * were under way fail rather than being sent again: they may have been carried out. It is the
 * caller who repeats, with the same request id, which the scripts know again.
 */
final class Redis implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);

  /** When a peer that has gone without a word is given up, in place of TCP's 15 minutes. */
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(3);

  /** Lettuce's own delay grows to 30 s, in which the service would be away for nothing. */
  private static final Delay RECONNECT_DELAY =
      Delay.equalJitter(Duration.ofMillis(20), Duration.ofSeconds(1), 20, TimeUnit.MILLISECONDS);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
  private static final int MAX_COMMANDS_UNDER_WAY = 1_024;

  private final ClientResources resources;
  private final RedisClient client;
  private final RedisCommands<String, String> commands;

  private Redis(ClientResources resources, RedisClient client) {
    this.resources = resources;
    this.client = client;
    this.commands = client.connect().sync();
  }

  /**
   * Tries once.
   *
   * @throws RedisException when Redis can't be reached or refuses
   */
  static Redis connect(RedisConfig config) {
    RedisURI uri = config.toRedisUri();
    uri.setTimeout(COMMAND_TIMEOUT);
    ClientResources resources =
        ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(RECONNECT_DELAY)
            .build();
    RedisClient client = RedisClient.create(resources, uri);
    client.setOptions(options());
    try {
      return new Redis(resources, client);
    } catch (RuntimeException failure) {
      close(client, resources);
      throw failure;
    }
  }

  private static ClientOptions options() {
    SocketOptions.Builder socket =
        SocketOptions.builder()
            .connectTimeout(CONNECT_TIMEOUT)
            .keepAlive(
                KeepAliveOptions.builder()
                    .enable()
                    .idle(SILENCE_TIMEOUT)
                    .interval(Duration.ofSeconds(1))
                    .count(3)
                    .build());
    // Keep-alive is silent while a command is unacknowledged; for that there is the user timeout
    // (RFC 5482), which only Linux' own transport can set.
    if (EpollProvider.isAvailable()) {
      socket.tcpUserTimeout(
          TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(SILENCE_TIMEOUT).build());
    }
    return ClientOptions.builder()
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(MAX_COMMANDS_UNDER_WAY)
        // A commercial Redis' announcements, which the free one refuses on each connection.
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(socket.build())
        .build();
  }

  /**
   * Runs a script on one key.
   *
   * @throws RedisException when there is no answer, or Redis can't carry it out; {@link
   *     RedisFailures} tells the kinds
   */
  List<Object> run(Script script, String key, List<String> arguments) {
    String[] keys = {key};
    String[] values = arguments.toArray(String[]::new);
    try {
      return commands.evalsha(script.sha1(), ScriptOutputType.MULTI, keys, values);
    } catch (RedisNoScriptException unknown) {
      // Redis forgets scripts when it starts; this one was not run, and is known from now on.
      return commands.eval(script.source(), ScriptOutputType.MULTI, keys, values);
    }
  }

  /** Whether Redis answers. Blocks for a second at most. */
  boolean isReachable() {
    try {
      return commands.ping().equals("PONG");
    } catch (RedisException away) {
      return false;
    }
  }

  @Override
  public void close() {
    close(client, resources);
  }

  private static void close(RedisClient client, ClientResources resources) {
    client.shutdown(Duration.ZERO, CLOSE_TIMEOUT);
    resources
        .shutdown(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
  }
}
