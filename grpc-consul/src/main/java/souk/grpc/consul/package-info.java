// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Consul for grpc-java.
 *
 * <p>Reading: {@link souk.grpc.consul.ConsulNameResolverProvider} makes one {@code
 * ConsulNameResolver} a channel; they share one {@code ServiceWatch} a service, whose {@code
 * BackgroundLoop} asks {@link souk.grpc.consul.ConsulAgent} by blocking queries and hands each
 * changed list to the channels' {@code Subscription}s, filtered by {@code InstanceFilter} and
 * {@code PanicThreshold}.
 *
 * <p>Writing: {@link souk.grpc.consul.ConsulRegistration} tells the agent of a {@link
 * souk.grpc.consul.ServiceInstance} and, by a loop of the same kind, sees to it that the agent does
 * not forget it.
 *
 * <p>Electing: {@link souk.grpc.consul.ConsulElection} stands for a {@link
 * souk.grpc.consul.Candidacy} by a loop of the same kind, and hands out a {@link
 * souk.grpc.consul.Leadership} with its epoch.
 */
@NullMarked
package souk.grpc.consul;

import org.jspecify.annotations.NullMarked;
