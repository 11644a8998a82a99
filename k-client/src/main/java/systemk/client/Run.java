package systemk.client;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;
import systemk.wire.Frames;
import systemk.wire.Plain;

/// The request to run a command, what of its output has been printed, and what is to be kept of it.
/// It outlives connections.
final class Run {
  static final long ID = 1;

  private final List<String> argv;
  private final String identity;
  private final Output out;
  private final Output err;
  private final int width;
  private final UserFiles files = new UserFiles();
  private boolean sent;

  // Of a line of a dialogue: where the dialogue stands.
  private @Nullable Json dialogue;
  private @Nullable String prompt;
  private boolean over;

  // Another thread, that of signals, may want no more of it.
  private volatile boolean abandoned;
  private volatile @Nullable Closeable connection;

  private Run(List<String> argv, String identity, Output out, Output err, boolean sent, int width) {
    this.argv = argv;
    this.identity = identity;
    this.out = out;
    this.err = err;
    this.sent = sent;
    this.width = width;
  }

  static Run of(List<String> argv) {
    Output out = Output.standard(0, 0);
    return new Run(argv, identity(), out, Output.error(0, 0), false, Surroundings.width());
  }

  /// A line of a dialogue that stands there.
  static Run line(List<String> argv, Json dialogue, Output out, Output err, int width) {
    Run run = new Run(argv, identity(), out, err, false, width);
    run.dialogue = dialogue;
    return run;
  }

  /// What another client began and could not end.
  ///
  /// @param begun the identity of the request, and how many bytes were printed with which CRC-32 of
  ///   them: to standard output, and to standard error
  static Run resumed(List<String> argv, String begun) {
    String[] parts = begun.split(" ", -1);
    try {
      if (parts.length == 5 && !parts[0].isEmpty()) {
        Output out = Output.standard(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        Output err = Output.error(Long.parseLong(parts[3]), Long.parseLong(parts[4]));
        return new Run(argv, parts[0], out, err, true, Surroundings.width());
      }
    } catch (NumberFormatException e) {
      // Not from a client of ours; so nothing was begun.
    }
    return of(argv);
  }

  /// Takes note of where the dialogue stands now.
  ///
  /// @param shown what is shown before the next line; null if there is to be none
  void keep(Json standing, @Nullable String shown) {
    dialogue = standing;
    prompt = shown;
    over = shown == null;
  }

  @Nullable Json dialogue() {
    return dialogue;
  }

  @Nullable String prompt() {
    return prompt;
  }

  boolean isOver() {
    return over;
  }

  /// Ends the run wherever it is: k.configd notices that nobody waits for it any more.
  void abandon() {
    abandoned = true;
    Closeable now = connection;
    if (now != null) {
      try {
        now.close();
      } catch (IOException e) {
        // It is closed all the same.
      }
    }
  }

  boolean isAbandoned() {
    return abandoned;
  }

  void connected(Closeable through) {
    connection = through;
    if (abandoned) {
      abandon();
    }
  }

  /// Unlike that of any other run: no process of this machine is the same at the same nanosecond.
  private static String identity() {
    return Long.toHexString(System.currentTimeMillis())
        + "-"
        + Surroundings.pid()
        + "-"
        + Long.toHexString(System.nanoTime());
  }

  static String program(List<String> argv) {
    String path = argv.get(0);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  String program() {
    return program(argv);
  }

  Output out() {
    return out;
  }

  Output err() {
    return err;
  }

  UserFiles files() {
    return files;
  }

  /// The request, as a frame. The first time it is plain, for the JSON library takes a fifth of
  /// what this program does, unless it says what takes JSON. From the second time on it says that
  /// it was sent before.
  ByteBuffer request() {
    boolean plain = !sent && dialogue == null && !Surroundings.checksHashes();
    out.rewind();
    err.rewind();
    ByteBuffer frame = plain ? Frames.frame(plain()) : Frames.encode(json());
    sent = true;
    return frame;
  }

  private byte[] plain() {
    return Plain.request(
        identity,
        Surroundings.workingDirectory(),
        (Surroundings.isTerminal(0) ? "i" : "")
            + (Surroundings.isTerminal(1) ? "o" : "")
            + (Surroundings.takesColour() ? "c" : ""),
        width,
        Surroundings.zone(),
        Surroundings.locale(),
        argv);
  }

  private Json json() {
    List<Json> words = new ArrayList<>(argv.size());
    for (String word : argv) {
      words.add(Json.of(word));
    }
    Json.Builder request =
        Json.object().put("id", ID).put("op", "run").put("request", identity).put("again", sent);
    if (dialogue != null) {
      request.put("dialogue", dialogue);
    }
    return request
        .putArray("argv", words)
        .put("cwd", Surroundings.workingDirectory())
        .put(
            "tty",
            Json.object()
                .put("in", Surroundings.isTerminal(0))
                .put("out", Surroundings.isTerminal(1))
                .put("colour", Surroundings.takesColour())
                .build())
        .put("width", width)
        .put("zone", Surroundings.zone())
        .put("env", Surroundings.environment())
        .build();
  }
}
