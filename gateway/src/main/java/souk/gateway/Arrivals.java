// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import souk.grpc.resilience.LoadSheddingInterceptor;

/**
 * Tells the shedding when a request of the web port came, as the stream tracer does on the port of
 * native gRPC: by the time that it takes them to begin, an overload is known.
 */
final class Arrivals implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    long arrived =
        ServiceRequestContext.current()
            .log()
            .ensureAvailable(RequestLogProperty.REQUEST_START_TIME)
            .requestStartTimeNanos();
    return Contexts.interceptCall(
        LoadSheddingInterceptor.arrivedAt(Context.current(), arrived), call, headers, next);
  }
}
