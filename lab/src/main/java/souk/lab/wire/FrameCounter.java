// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

/**
 * Counts the HEADERS frames of one direction of an HTTP/2 connection (RFC 9113, 4.1 and 6.2). A
 * client sends one for each request, since gRPC has no trailers in this direction; a server begins
 * each answer with one.
 */
final class FrameCounter {
  private static final int PREFACE_BYTES = 24;
  private static final int HEADER_BYTES = 9;
  private static final int TYPE_AT = 3;
  private static final int HEADERS = 1;

  private final byte[] header = new byte[HEADER_BYTES];
  private int inHeader;
  private long toSkip;

  private FrameCounter(long toSkip) {
    this.toSkip = toSkip;
  }

  /** Of what a client sends, after the preface. */
  static FrameCounter ofRequests() {
    return new FrameCounter(PREFACE_BYTES);
  }

  /** Of what a server sends. */
  static FrameCounter ofAnswers() {
    return new FrameCounter(0);
  }

  /** Looks at the next bytes, and says how many of the frames' headers end there. */
  int count(byte[] bytes, int length) {
    int found = 0;
    int at = 0;
    while (at < length) {
      if (toSkip > 0) {
        int skipped = (int) Math.min(toSkip, length - at);
        toSkip -= skipped;
        at += skipped;
        continue;
      }
      header[inHeader] = bytes[at];
      inHeader++;
      at++;
      if (inHeader == HEADER_BYTES) {
        inHeader = 0;
        toSkip = (header[0] & 0xffL) << 16 | (header[1] & 0xffL) << 8 | (header[2] & 0xffL);
        found += header[TYPE_AT] == HEADERS ? 1 : 0;
      }
    }
    return found;
  }
}
