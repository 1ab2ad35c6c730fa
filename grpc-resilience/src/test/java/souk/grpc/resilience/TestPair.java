// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import io.grpc.Uri;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.inprocess.InProcessSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Resolves {@code pair:} to the in-process servers {@code first} and {@code second} of one test.
 */
final class TestPair extends NameResolverProvider {
  private final String prefix = InProcessServerBuilder.generateName();

  InProcessSocketAddress address(String name) {
    return new InProcessSocketAddress(prefix + name);
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return resolver();
  }

  @Override
  public NameResolver newNameResolver(Uri target, NameResolver.Args args) {
    return resolver();
  }

  private NameResolver resolver() {
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return "pair";
      }

      @Override
      public void start(Listener2 listener) {
        listener.onResult(
            ResolutionResult.newBuilder()
                .setAddressesOrError(
                    StatusOr.fromValue(
                        List.of(
                            new EquivalentAddressGroup(address("first")),
                            new EquivalentAddressGroup(address("second")))))
                .setAttributes(Attributes.EMPTY)
                .build());
      }

      @Override
      public void shutdown() {}
    };
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return Set.of(InProcessSocketAddress.class);
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }

  @Override
  public String getDefaultScheme() {
    return "pair";
  }
}
