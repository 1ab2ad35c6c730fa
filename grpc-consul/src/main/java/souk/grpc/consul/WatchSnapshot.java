// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

/**
 * The watch of a service at one moment, to be shown.
 *
 * @param service its name in Consul
 * @param instances that Consul named when it last answered, whatever their health
 * @param passing of those, whose checks pass
 * @param failures how often Consul could not be asked, since the watch began
 * @param upToDate whether Consul answered when it was last asked; else the last list stands
 */
public record WatchSnapshot(
    String service, int instances, int passing, long failures, boolean upToDate) {}
