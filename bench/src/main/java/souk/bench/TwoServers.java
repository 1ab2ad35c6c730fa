// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.bench;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import io.grpc.Uri;
import io.grpc.inprocess.InProcessSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Resolves {@link #TARGET} to two servers of this process. */
final class TwoServers extends NameResolverProvider {
  static final String TARGET = "two:///servers";
  static final List<String> NAMES = List.of("first", "second");

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return new Fixed();
  }

  @Override
  public NameResolver newNameResolver(Uri target, NameResolver.Args args) {
    return new Fixed();
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
    return "two";
  }

  private static final class Fixed extends NameResolver {
    @Override
    public String getServiceAuthority() {
      return "two";
    }

    @Override
    public void start(Listener2 listener) {
      List<EquivalentAddressGroup> addresses =
          NAMES.stream()
              .map(name -> new EquivalentAddressGroup(new InProcessSocketAddress(name)))
              .toList();
      listener.onResult(
          ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(addresses)).build());
    }

    @Override
    public void shutdown() {}
  }
}
