package systemk.shell.xml;

import io.vavr.control.Either;

/// The files that service bundles include.
@FunctionalInterface
public interface Library {
  /// A library in which nothing is found.
  Library NONE = _ -> Either.left("cannot be read");

  /// The text of a file, or why it cannot be had.
  Either<String, String> text(String file);
}
