package systemk.core.fmri;

/// The name of a file a service may depend on, such as `file://localhost/etc/ssh/sshd_config`.
public record FileFmri(String path) implements Fmri {
  /// The longest path, in bytes: that of Linux, and short enough for the FMRI to be a value.
  public static final int MAX_BYTES = 4095 - "file://localhost".length();

  public FileFmri {
    if (!isPath(path)) {
      throw new IllegalArgumentException("not an absolute path: " + path);
    }
  }

  /// Whether this can be named: an absolute path without control characters, which would break the
  /// lines it is printed on, and without the `//` in front that would make it a host.
  static boolean isPath(String text) {
    int bytes = Names.utf8Length(text);
    return text.startsWith("/")
        && !text.startsWith("//")
        && bytes >= 0
        && bytes <= MAX_BYTES
        && text.chars().noneMatch(Character::isISOControl);
  }

  @Override
  public String toString() {
    return "file://localhost" + path;
  }
}
