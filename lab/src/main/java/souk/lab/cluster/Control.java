// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line and the supervisor say to each other, a line of JSON each: one request,
 * then any number of progress replies and one last reply. The socket is the owner's alone.
 */
public final class Control {
  private static final Gson GSON = new Gson();

  private Control() {}

  /** What can be asked. */
  public enum Verb {
    /**
     * Start the shop, if it is not up yet, and report; unless detached, the shop ends when the
     * asker goes away.
     */
    FOLLOW,
    STATUS,
    /**
     * The status, without asking anybody: addresses, health and memory as they were last found,
     * which may be never. For who asks often, since all else costs processor time that is missed.
     */
    PARTS,
    START,
    STOP,
    KILL,
    PAUSE,
    RESUME,
    RESTART,
    SCALE,
    /** Do something to the calls from one service to another, or nothing any more. */
    LINK,
    /** Leave a part some of the time to run in, or all of it. */
    THROTTLE,
    /** Leave no room on a store's disk. */
    FILL,
    /** Give it its room back. */
    FREE,
    /** Let the clock of a service's instance be off, or right. */
    CLOCK,
    /** End the shop. */
    DOWN
  }

  /**
   * One question.
   *
   * @param target of START, STOP, KILL, PAUSE, RESUME, RESTART, THROTTLE, CLOCK: an instance or a
   *     service; of FILL, FREE: a store; of SCALE: a service; of LINK: caller, callee and what is
   *     to be done, with spaces between; else empty
   * @param detached of FOLLOW: whether the shop stays when the asker goes away
   * @param count of SCALE: how many instances; of THROTTLE: percent of the time; of CLOCK: seconds
   *     that it is ahead, less than 0 for behind
   */
  public record Request(Verb verb, String target, boolean detached, int count) {
    public Request(Verb verb, String target, boolean detached) {
      this(verb, target, detached, 0);
    }
  }

  /** How a reply is to be taken. */
  public enum Outcome {
    /** More replies come. */
    PROGRESS,
    DONE,
    FAILED
  }

  /**
   * One answer.
   *
   * @param text for people; may be empty
   * @param status how the shop stands, where it was asked
   */
  public record Reply(Outcome outcome, String text, @Nullable ShopStatus status) {}

  /** One end of a connection. Many threads may write; one reads. */
  public static final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader in;
    private final Writer out;

    Connection(SocketChannel channel) {
      this.channel = channel;
      this.in = new BufferedReader(Channels.newReader(channel, UTF_8));
      this.out = Channels.newWriter(channel, UTF_8);
    }

    /** Connects to a supervisor; throws when there is none. */
    public static Connection to(Path socket) throws IOException {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      return new Connection(channel);
    }

    /**
     * Asks, tells the progress, and returns the last reply; throws when the other end goes away
     * before it.
     */
    public Reply ask(Request request, Progress progress) throws IOException {
      write(request);
      while (true) {
        Reply reply = read(Reply.class);
        if (reply == null) {
          throw new IOException("the supervisor went away");
        }
        if (reply.outcome() != Outcome.PROGRESS) {
          return reply;
        }
        progress.say(reply.text());
      }
    }

    /** Tells what comes until the other end closes. */
    public void listen(Progress progress) throws IOException {
      Reply reply = read(Reply.class);
      while (reply != null) {
        progress.say(reply.text());
        reply = read(Reply.class);
      }
    }

    @Nullable Request request() throws IOException {
      return read(Request.class);
    }

    /** Waits until the other end closes; what it says meanwhile is ignored. */
    void awaitEnd() {
      try {
        while (in.readLine() != null) {
          // The protocol has nothing to say here.
        }
      } catch (IOException e) {
        // Reset is an end, too.
      }
    }

    /** Does nothing when the other end is gone: it is noticed by who reads. */
    void reply(Reply reply) {
      try {
        write(reply);
      } catch (IOException e) {
        // Said above.
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    private void write(Object message) throws IOException {
      synchronized (out) {
        out.write(GSON.toJson(message) + "\n");
        out.flush();
      }
    }

    private <T> @Nullable T read(Class<T> type) throws IOException {
      String line = in.readLine();
      try {
        return line == null ? null : GSON.fromJson(line, type);
      } catch (JsonSyntaxException e) {
        throw new IOException("not a message: " + line, e);
      }
    }
  }
}
