package systemk.shell.xml;

import io.vavr.collection.Vector;
import java.util.ArrayList;
import java.util.List;
import systemk.shell.manifest.Complaints;
import systemk.shell.manifest.ManifestError;

/// What is found wrong with a document and the files it includes. Reading goes on, so that all of
/// it is found.
final class Faults implements Complaints<Spot> {
  /// As many as anybody reads.
  private static final int MOST = 1000;

  private static final int LONGEST = 300;

  private final List<ManifestError> errors = new ArrayList<>();

  @Override
  public void error(Spot at, String message) {
    if (errors.size() < MOST) {
      errors.add(new ManifestError(at.file(), at.line(), at.column(), "", shown(message)));
    }
  }

  /// As much of a message as is one line; what is wrong may be a value without end.
  static String shown(String message) {
    String line = message.replaceAll("[\\p{Cntrl}]+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  void addAll(Iterable<ManifestError> more) {
    more.forEach(errors::add);
  }

  boolean isEmpty() {
    return errors.isEmpty();
  }

  Vector<ManifestError> errors() {
    return Vector.ofAll(errors).distinct().sorted();
  }
}
