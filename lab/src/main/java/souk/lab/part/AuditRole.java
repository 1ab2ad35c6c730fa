// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

/** The database role of the audit: it may read everything, and change nothing. */
public final class AuditRole {
  public static final String NAME = "audit";

  /** The name of its password among the shop's secrets. */
  public static final String SECRET = "postgres-" + NAME;

  private AuditRole() {}
}
