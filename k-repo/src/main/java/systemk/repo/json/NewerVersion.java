package systemk.repo.json;

/// What is stored was written by a later version of SystemK. It must be left alone: it is not
/// damaged.
public final class NewerVersion extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long version;

  public NewerVersion(long version) {
    super("format version " + version + " is newer than " + StoredCodec.VERSION);
    this.version = version;
  }

  private NewerVersion(long version, Object where, NewerVersion cause) {
    super(
        where
            + " has format version "
            + version
            + ", and this program knows none later than "
            + StoredCodec.VERSION
            + ": use the SystemK that wrote it",
        cause);
    this.version = version;
  }

  /// The same, saying where.
  public NewerVersion in(Object where) {
    return new NewerVersion(version, where, this);
  }
}
