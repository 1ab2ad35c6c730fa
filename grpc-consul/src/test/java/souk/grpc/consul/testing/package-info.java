// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/** Consul for tests: a real agent, for the tests of any module (as a test-jar). */
@NullMarked
package souk.grpc.consul.testing;

import org.jspecify.annotations.NullMarked;
