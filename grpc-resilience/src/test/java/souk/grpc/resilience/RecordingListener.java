// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a call tells its caller. */
final class RecordingListener extends ClientCall.Listener<String> {

  final List<Metadata> headers = new CopyOnWriteArrayList<>();
  final List<String> messages = new CopyOnWriteArrayList<>();
  final List<Status> closes = new CopyOnWriteArrayList<>();

  @Override
  public void onHeaders(Metadata received) {
    headers.add(received);
  }

  @Override
  public void onMessage(String message) {
    messages.add(message);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    closes.add(status);
  }

  List<Status.Code> codes() {
    return closes.stream().map(Status::getCode).toList();
  }
}
