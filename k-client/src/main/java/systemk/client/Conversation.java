package systemk.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.wire.FrameException;
import systemk.wire.Frames;
import systemk.wire.Plain;
import systemk.wire.ShortPath;

/// One connection to k.configd, from the request to the exit status or until it breaks.
final class Conversation {
  private static final int READ_BYTES = 64 << 10;
  private static final int FAILURE = 1;

  /// How the JDK names EPIPE.
  private static final String PIPE = "Broken pipe";

  /// How the JDK names EACCES, whatever exception it makes of it.
  private static final String DENIED = "Permission denied";

  private final SocketChannel channel;
  private final Run run;
  private final Frames frames = new Frames();
  private final ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
  private boolean heard;
  private @Nullable String trouble;

  private Conversation(SocketChannel channel, Run run) {
    this.channel = channel;
    this.run = run;
  }

  /// Connects, runs the command, and tells how it went. After an exit status the connection stays
  /// open: the program ends at once, and closing would only take time.
  static Ending hold(Path socket, Run run) {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      run.connected(channel);
      Ending ending = new Conversation(channel, run).held(socket);
      if (!ending.isOver()) {
        channel.close();
      }
      return ending;
    } catch (IOException e) {
      return Ending.broken(false, null);
    } finally {
      run.files().abandon();
    }
  }

  private Ending held(Path socket) {
    try {
      connect(channel, socket);
    } catch (IOException e) {
      return DENIED.equals(e.getMessage()) ? Ending.refused() : Ending.broken(false, null);
    }
    try {
      send(run.request());
      return listen();
    } catch (IOException e) {
      return Ending.broken(heard, trouble);
    } catch (FrameException | JsonException e) {
      return fail("cannot understand k.configd: " + e.getMessage());
    }
  }

  /// A path that fits is used as it is; the way around for those that do not costs a lambda.
  private static void connect(SocketChannel channel, Path socket) throws IOException {
    byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
    if (path.length <= ShortPath.MAX_BYTES) {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } else {
      ShortPath.with(socket, link -> channel.connect(UnixDomainSocketAddress.of(link)));
    }
  }

  private void send(ByteBuffer frame) throws IOException {
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  private Ending listen() throws IOException {
    while (true) {
      bytes.clear();
      if (channel.read(bytes) < 0) {
        return Ending.broken(heard, trouble);
      }
      List<byte[]> messages = frames.contents(bytes.flip());
      for (int i = 0; i < messages.size(); i++) {
        Ending ending = handle(messages.get(i));
        if (ending != null) {
          return ending;
        }
      }
    }
  }

  /// Does what a message says, plain or JSON. Null if more messages are to come.
  private @Nullable Ending handle(byte[] message) throws IOException {
    int letter = message.length == 0 ? 0 : message[0];
    if (letter != Plain.OUT && letter != Plain.ERR && letter != Plain.EXIT) {
      return handle(Frames.json(message).asObj("message"));
    }
    heard = true;
    String about = new String(message, 1, message.length - 1, StandardCharsets.UTF_8);
    return switch ((char) letter) {
      case Plain.OUT -> print(run.out(), about);
      case Plain.ERR -> print(run.err(), about);
      default -> exit(status(about));
    };
  }

  private static int status(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new FrameException("\"" + text + "\" is not a status");
    }
  }

  private @Nullable Ending handle(Json.Obj message) throws IOException {
    if (!message.has("id")) {
      trouble = message.string("error");
      return null;
    }
    heard = true;
    if (message.has("out")) {
      return print(run.out(), message.string("out"));
    }
    if (message.has("err")) {
      return print(run.err(), message.string("err"));
    }
    if (message.has("exit")) {
      return exit((int) message.integer("exit"));
    }
    if (message.has("error")) {
      return fail(message.string("error"));
    }
    if (message.has("need")) {
      answer(need(message.object("need")));
    } else if (message.has("put")) {
      put(message.object("put"));
    } else if (message.has("put_below")) {
      putBelow(message.object("put_below"));
    } else if (message.has("prune")) {
      Json.Obj prune = message.object("prune");
      answer(DumpTree.prune(prune.string("directory"), prune.strings("keep")));
    } else if (message.has("dialogue")) {
      run.keep(message.object("dialogue"), message.has("prompt") ? message.string("prompt") : null);
    }
    return null;
  }

  private @Nullable Ending print(Output output, String text) {
    try {
      return output.print(text) ? null : changed();
    } catch (IOException e) {
      // Nobody reads it: `svcs | head` has seen enough. Anything else is worth a word.
      String reason = String.valueOf(e.getMessage());
      return reason.equals(PIPE) ? Ending.of(Client.BROKEN_PIPE) : fail("write error: " + reason);
    }
  }

  private Ending exit(int status) {
    return run.out().isConsistent() && run.err().isConsistent() ? Ending.of(status) : changed();
  }

  private Ending changed() {
    return fail("k.configd was restarted and the output has changed meanwhile; run it again");
  }

  private Ending fail(String reason) {
    Client.complain(run.program() + ": " + reason);
    return Ending.of(FAILURE);
  }

  private Json need(Json.Obj need) {
    if (need.has("edit")) {
      return Editor.edit(need.string("edit"));
    }
    return need.has("file")
        ? run.files().read(need.string("file"))
        : run.files().list(need.string("list"));
  }

  private void put(Json.Obj put) throws IOException {
    Json answer =
        run.files().write(put.string("file"), put.string("text"), put.flag("more"), run.out());
    if (!put.flag("more")) {
      answer(answer);
    }
  }

  private void putBelow(Json.Obj put) throws IOException {
    Json answer =
        run.files()
            .writeBelow(
                put.string("directory"), put.string("file"), put.string("text"), put.flag("more"));
    if (!put.flag("more")) {
      answer(answer);
    }
  }

  private void answer(Json answer) throws IOException {
    try {
      send(Frames.encode(answer));
    } catch (FrameException e) {
      send(Frames.encode(UserFiles.failed("larger than a message may be (16 MiB)")));
    }
  }
}
