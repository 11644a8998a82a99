package systemk.core.logs;

import io.vavr.control.Option;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file with an older part of a log, known by its name. The pieces of a log in the order of their
/// numbers, and then the log, are all that was said.
///
/// @param log the name of the log, `site-web:default.log`
/// @param number counts up, with eight digits, so that sorting names sorts pieces
/// @param nonce what tells this piece from any other attempt to make one; empty if [Stage] has none
public record LogPiece(String log, long number, Stage stage, String nonce) {
  private static final Pattern NAME =
      Pattern.compile("(.+\\.log)\\.([0-9]{8,18})(?:\\.(gz)|\\.([0-9a-f]{32})\\.(part|taken))?");

  /// How far a piece has come.
  public enum Stage {
    /// The log itself, renamed while nobody wrote to it.
    RENAMED(""),
    /// A compressed copy that may not be complete. What it holds is still in the log, or in a
    /// renamed one.
    PART("part"),
    /// A complete copy, known to be that of the head that is being taken off the log.
    TAKEN("taken"),
    /// The compressed piece.
    ARCHIVED("gz");

    private final String suffix;

    Stage(String suffix) {
      this.suffix = suffix;
    }
  }

  public static Option<LogPiece> ofName(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Option.none();
    }
    long number = Long.parseLong(matcher.group(2));
    String nonce = matcher.group(4);
    Stage stage =
        matcher.group(3) != null
            ? Stage.ARCHIVED
            : nonce == null
                ? Stage.RENAMED
                : matcher.group(5).equals(Stage.PART.suffix) ? Stage.PART : Stage.TAKEN;
    LogPiece piece = new LogPiece(matcher.group(1), number, stage, nonce == null ? "" : nonce);
    // Only what is written as we write it is ours.
    return Option.when(piece.name().equals(name), piece);
  }

  public String name() {
    String numbered = String.format(Locale.ROOT, "%s.%08d", log, number);
    return switch (stage) {
      case RENAMED -> numbered;
      case ARCHIVED -> numbered + "." + stage.suffix;
      case PART, TAKEN -> numbered + "." + nonce + "." + stage.suffix;
    };
  }

  /// Whether this piece is being made, so that its bytes are in another place, too.
  public boolean isUnderWay() {
    return stage == Stage.PART || stage == Stage.TAKEN;
  }

  /// The same piece, further on or back.
  public LogPiece at(Stage other) {
    return new LogPiece(
        log, number, other, other == Stage.RENAMED || other == Stage.ARCHIVED ? "" : nonce);
  }

  /// What stands over the beginning of the log between the copying of its head and its removal.
  /// Whoever finds it knows that this piece has those bytes and that they are to go. It can be
  /// guessed by nobody who writes to the log.
  public String marker(long bytes) {
    return "[ k.startd has moved the first " + bytes + " bytes to " + nonce + " ]\n";
  }

  /// The bytes to be taken off, if a log that begins like this has the marker of this piece.
  public Option<Long> marked(String beginning) {
    Matcher matcher =
        Pattern.compile(
                "\\[ k\\.startd has moved the first ([0-9]{1,18}) bytes to " + nonce + " ]\n")
            .matcher(beginning);
    return Option.when(matcher.lookingAt(), () -> Long.parseLong(matcher.group(1)));
  }
}
