package systemk.core.rights;

import io.vavr.collection.Vector;
import java.time.Instant;
import systemk.core.repository.Author;

/// An attempt to change something that was refused, for the record.
///
/// @param what what was asked for and not met; the first few
/// @param unrecorded how many attempts before it, of the same user, are not on record because there
///   were too many
public record Refusal(Instant time, Author author, Vector<Requirement> what, long unrecorded) {
  /// How many of the requirements are kept.
  public static final int KEPT = 8;

  /// The longest command that is kept.
  private static final int MAX_COMMAND = 512;

  public static Refusal of(
      Instant time, Author author, Vector<Requirement> unmet, long unrecorded) {
    String command = author.command();
    String shown = command.length() > MAX_COMMAND ? command.substring(0, MAX_COMMAND) : command;
    return new Refusal(
        time,
        new Author(author.uid(), author.gid(), author.pid(), shown),
        unmet.take(KEPT).map(Refusal::shortened),
        unrecorded);
  }

  private static Requirement shortened(Requirement requirement) {
    return new Requirement(
        requirement.entity(), requirement.group(), requirement.anyOf().take(KEPT));
  }
}
