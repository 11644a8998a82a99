package systemk.core.fmri;

/// The name of a file a service may depend on, such as `file://localhost/etc/ssh/sshd_config`.
public record FileFmri(String path) implements Fmri {
  public FileFmri {
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not an absolute path: " + path);
    }
  }

  @Override
  public String toString() {
    return "file://localhost" + path;
  }
}
