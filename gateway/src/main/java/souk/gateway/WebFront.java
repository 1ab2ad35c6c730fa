// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.CommonPools;
import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.common.util.TransportType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.docs.DocService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingOptions;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingQueryParamMatchRule;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;

/**
 * The public web port: the shop's methods as JSON (by the http rules of the contract), gRPC-Web and
 * gRPC, order changes as server-sent events, the web shop at / and a console to try the methods at
 * /docs. Shared by the gateways of a machine, as {@link GrpcFront}'s port is. Thread-safe.
 */
final class WebFront implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 4_096;
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration MAX_CONNECTION_AGE = Duration.ofMinutes(10);

  /** Without one, Armeria would not wait for requests in flight at all. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private final Server server;
  private volatile boolean leaving;

  /**
   * Starts to serve.
   *
   * @param blocking where all runs that blocks but for the shop's methods
   * @param outermostLast what stands before the shop, and takes its calls to threads of their own
   * @param plain served over gRPC as they are: health and reflection
   * @throws java.util.concurrent.CompletionException when the port can't be had
   */
  WebFront(
      InetSocketAddress address,
      ScheduledExecutorService blocking,
      BindableService shop,
      List<ServerInterceptor> outermostLast,
      List<BindableService> plain,
      OrderEvents orderEvents,
      ClientRates pictureRates,
      JsonErrors errors,
      Duration drainTimeout) {
    WebFiles files = WebFiles.read();
    Pages pages = new Pages(files);
    Pictures pictures =
        new Pictures(
            new Picture()::draw, files.text("parcel.svg"), pictureRates, Pictures.KEPT_BYTES);
    this.server =
        Server.builder()
            .http(address)
            // Not this server's to end: it would wait two seconds for its threads to become quiet.
            .workerGroup(CommonPools.workerGroup(), false)
            .channelOption(reusePort(), true)
            .blockingTaskExecutor(blocking, false)
            .maxNumConnections(MAX_CONNECTIONS)
            .maxRequestLength(GrpcFront.MAX_MESSAGE_BYTES)
            .http1MaxInitialLineLength(GrpcFront.MAX_METADATA_BYTES)
            .http1MaxHeaderSize(GrpcFront.MAX_METADATA_BYTES)
            .http2MaxHeaderListSize(GrpcFront.MAX_METADATA_BYTES)
            .http2MaxStreamsPerConnection(GrpcFront.MAX_STREAMS)
            .idleTimeout(IDLE)
            .maxConnectionAge(MAX_CONNECTION_AGE)
            // The time that a request may take is RequestBudget's to say.
            .requestTimeoutMillis(0)
            .meterRegistry(NoopMeterRegistry.get())
            .errorHandler(errors)
            .decorator(WebFront::withSafeHeaders)
            .service("exact:/", pages)
            .service("prefix:" + Pages.ASSETS, pages)
            .service("exact:" + Pages.AGAIN, pages)
            .service("prefix:" + Pictures.PATH, pictures)
            .service(OrderEvents.PATH, orderEvents)
            .service(grpc(shop, outermostLast, plain, errors))
            .serviceUnder(
                "/docs",
                DocService.builder()
                    .exclude((plugin, service, method) -> !service.startsWith("souk.v1."))
                    .build())
            .decorator(
                (next, context, request) -> {
                  if (leaving) {
                    // "Connection: close", or GOAWAY: no request comes on a connection that ends.
                    var unused = context.initiateConnectionShutdown();
                  }
                  return next.serve(context, request);
                })
            .gracefulShutdownTimeout(QUIET, drainTimeout)
            .build();
    server.start().join();
  }

  /** Nothing is taken for another type than it says, and no address of ours goes elsewhere. */
  private static HttpResponse withSafeHeaders(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    context.mutateAdditionalResponseHeaders(
        headers ->
            headers
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer"));
    return service.serve(context, request);
  }

  private static GrpcService grpc(
      BindableService shop,
      List<ServerInterceptor> outermostLast,
      List<BindableService> plain,
      JsonErrors errors) {
    return GrpcService.builder()
        .addService(ServerInterceptors.intercept(shop, outermostLast))
        .addServices(plain)
        .supportedSerializationFormats(GrpcSerializationFormats.values())
        .maxRequestMessageLength(GrpcFront.MAX_MESSAGE_BYTES)
        .useClientTimeoutHeader(false)
        .jsonMarshallerFactory(
            // A misspelt field is an error, as JsonFormat has it, and not a default.
            services ->
                GrpcJsonMarshaller.builderForGson()
                    .jsonParserCustomizer(
                        (UnaryOperator<JsonFormat.Parser>) lenient -> JsonFormat.parser())
                    .build())
        .enableHttpJsonTranscoding(
            HttpJsonTranscodingOptions.builder()
                .queryParamMatchRules(
                    HttpJsonTranscodingQueryParamMatchRule.LOWER_CAMEL_CASE,
                    HttpJsonTranscodingQueryParamMatchRule.ORIGINAL_FIELD)
                .errorHandler(errors)
                .build())
        .build();
  }

  private static ChannelOption<Boolean> reusePort() {
    // The wrong transport's option is ignored silently.
    return Flags.transportType() == TransportType.NIO
        ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
        : UnixChannelOption.SO_REUSEPORT;
  }

  int port() {
    return server.activeLocalPort();
  }

  /** Serves on, but ends each connection in order after its next request. */
  void leave() {
    leaving = true;
  }

  /** Takes no new requests, waits for those in flight, then ends them. */
  @Override
  public void close() {
    server.stop().join();
  }
}
