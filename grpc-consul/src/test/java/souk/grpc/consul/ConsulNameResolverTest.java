// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.NameResolver;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import io.grpc.Uri;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.grpc.consul.FakeConsul.Answer;

/** A channel's side of a watch: which targets are ours, and what is told until when. */
class ConsulNameResolverTest {
  private final List<ResolutionResult> told = new CopyOnWriteArrayList<>();
  private final SynchronizationContext syncContext =
      new SynchronizationContext(
          (thread, failure) -> {
            throw new AssertionError(failure);
          });
  private FakeConsul consul;
  private ConsulNameResolverProvider provider;

  @BeforeEach
  void open() throws IOException {
    consul = new FakeConsul();
    provider = new ConsulNameResolverProvider(consul.agent());
  }

  @AfterEach
  void close() {
    consul.close();
  }

  @Test
  void newNameResolver_anotherScheme_isNotOurs() throws Exception {
    assertThat(provider.newNameResolver(URI.create("dns:///a"), args())).isNull();
    assertThat(provider.newNameResolver(Uri.parse("dns:///a"), args())).isNull();
  }

  @Test
  void newNameResolver_namesNoService_isRefusedByBoth() throws Exception {
    assertThatThrownBy(() -> provider.newNameResolver(URI.create("consul:///"), args()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("consul:///service");
    Uri target = Uri.parse("consul:///");
    assertThatThrownBy(() -> provider.newNameResolver(target, args()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("consul:///service");
  }

  @Test
  void start_twoResolvers_shareOneWatchUntilTheLastIsShutDown() throws Exception {
    NameResolver one = provider.newNameResolver(URI.create("consul:///stall"), args());
    NameResolver two = provider.newNameResolver(Uri.parse("consul:///stall"), args());
    one.refresh();
    one.shutdown();
    assertThat(provider.watches()).isEmpty();
    one.start(listener());
    two.start(listener());
    consul.answers(Answer.list(5, FakeConsul.instance("a", 1001, "passing")));

    await().until(() -> told.size() == 2);

    assertThat(one.getServiceAuthority()).isEqualTo("stall");
    assertThat(told).allMatch(each -> each.getAddressesOrError().hasValue());
    assertThat(provider.watches()).hasSize(1);
    one.shutdown();
    assertThat(provider.watches()).hasSize(1);
    two.shutdown();
    assertThat(provider.watches()).isEmpty();
  }

  @Test
  void shutdown_anUpdateIsOnItsWay_isNotTold() {
    NameResolver resolver = provider.newNameResolver(URI.create("consul:///stall"), args());
    // What is queued behind this waits for its end.
    syncContext.execute(
        () -> {
          resolver.start(listener());
          consul.answers(Answer.list(5, FakeConsul.instance("a", 1001, "passing")));
          await().until(() -> consul.requests().size() == 2);
          resolver.shutdown();
        });
    await().during(Duration.ofMillis(100)).until(told::isEmpty);
  }

  private NameResolver.Args args() {
    return NameResolver.Args.newBuilder()
        .setDefaultPort(1)
        .setProxyDetector(address -> null)
        .setSynchronizationContext(syncContext)
        .setServiceConfigParser(
            new NameResolver.ServiceConfigParser() {
              @Override
              public ConfigOrError parseServiceConfig(Map<String, ?> config) {
                return ConfigOrError.fromConfig(config);
              }
            })
        .build();
  }

  private NameResolver.Listener2 listener() {
    return new NameResolver.Listener2() {
      @Override
      public void onResult(ResolutionResult result) {
        told.add(result);
      }

      @Override
      public Status onResult2(ResolutionResult result) {
        told.add(result);
        return Status.OK;
      }

      @Override
      public void onError(Status error) {
        throw new AssertionError(error);
      }
    };
  }
}
