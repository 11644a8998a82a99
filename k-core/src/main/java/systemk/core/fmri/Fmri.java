package systemk.core.fmri;

import io.vavr.control.Either;

/// The full name of a thing: a service, an instance, a property group, a property, or a file.
///
/// The canonical text is what `toString` answers; [#parse] reads it and every longer spelling of it
/// (`svc://localhost/a/b:c`, `/a/b:c`, `a/b:c`). Two FMRIs are equal exactly if their canonical
/// texts are; they order as those texts do.
public sealed interface Fmri extends Comparable<Fmri>
    permits EntityFmri, PropertyGroupFmri, PropertyFmri, FileFmri {

  /// The longest FMRI of all but a file anybody may type, in bytes: five names and what stands
  /// between them.
  int MAX_BYTES = 630;

  /// Reads an FMRI. Never throws.
  static Either<FmriError, Fmri> parse(String text) {
    return FmriParser.parse(text);
  }

  /// Reads the FMRI of an instance; anything else is an error.
  static Either<FmriError, InstanceFmri> parseInstance(String text) {
    return parse(text)
        .flatMap(
            fmri ->
                fmri instanceof InstanceFmri instance
                    ? Either.right(instance)
                    : Either.left(new FmriError.WrongKind(text, "an instance")));
  }

  @Override
  default int compareTo(Fmri other) {
    return toString().compareTo(other.toString());
  }
}
