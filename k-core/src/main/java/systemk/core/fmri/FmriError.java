package systemk.core.fmri;

/// Why a text is not an FMRI.
public sealed interface FmriError {
  String message();

  /// It is longer than any FMRI.
  record TooLong(int bytes) implements FmriError {
    @Override
    public String message() {
      return "FMRI of " + bytes + " characters is longer than " + Fmri.MAX_BYTES;
    }
  }

  /// A part of it is not a name.
  record BadName(String text, String part, String kind) implements FmriError {
    @Override
    public String message() {
      return "cannot read FMRI \"" + text + "\": \"" + part + "\" is not " + kind;
    }
  }

  /// Its scheme or scope is not ours.
  record BadScheme(String text) implements FmriError {
    @Override
    public String message() {
      return "cannot read FMRI \"" + text + "\": it begins neither svc: nor file:";
    }
  }

  /// It is an FMRI, but of another kind than asked for.
  record WrongKind(String text, String wanted) implements FmriError {
    @Override
    public String message() {
      return "\"" + text + "\" does not name " + wanted;
    }
  }
}
