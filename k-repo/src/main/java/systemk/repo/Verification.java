package systemk.repo;

import io.vavr.collection.Vector;

/// What a look at every record of a repository found.
///
/// @param segments how many journal segments were read
/// @param frames how many records they hold
/// @param transactions how many transactions are in these
/// @param checkpoints how many files with a whole state were read, those of pinned generations too
/// @param services how many services they hold together
/// @param generation the last generation that was reached
/// @param wrong what is wrong, a line each, with file, place and record; nothing if all is well
public record Verification(
    int segments,
    long frames,
    long transactions,
    int checkpoints,
    long services,
    long generation,
    Vector<String> wrong) {

  public boolean isSound() {
    return wrong.isEmpty();
  }
}
