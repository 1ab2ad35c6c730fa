// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class FrameCounterTest {
  private static final byte[] PREFACE = new byte[24];
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;

  @Test
  void count_wholeAndInPieces_theSame() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(PREFACE);
    frame(stream, SETTINGS, 18);
    frame(stream, HEADERS, 70);
    frame(stream, DATA, 300);
    frame(stream, HEADERS, 0);
    byte[] bytes = stream.toByteArray();

    assertThat(FrameCounter.ofRequests().count(bytes, bytes.length)).isEqualTo(2);
    FrameCounter inPieces = FrameCounter.ofRequests();
    int requests = 0;
    for (byte each : bytes) {
      requests += inPieces.count(new byte[] {each}, 1);
    }
    assertThat(requests).isEqualTo(2);
  }

  private static void frame(ByteArrayOutputStream stream, int type, int length) {
    stream.writeBytes(
        new byte[] {0, (byte) (length >> 8), (byte) length, (byte) type, 0, 0, 0, 0, 1});
    stream.writeBytes(new byte[length]);
  }
}
