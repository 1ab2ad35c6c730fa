// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/** The README's example, complete: a server that registers itself and a client that finds it. */
@NullMarked
package souk.grpc.consul.example;

import org.jspecify.annotations.NullMarked;
