// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import org.jspecify.annotations.Nullable;

/** All that the services have under one order's id; null where a service has nothing. */
public record Dossier(
    String orderId,
    @Nullable OrderFacts order,
    @Nullable HoldFacts hold,
    @Nullable PaymentFacts payment) {}
