package systemk.linux;

/// A system call that failed in a way its caller has no answer to. The message names what could not
/// be done and why, in one line.
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int errno;

  KernelException(String what, int errno) {
    super("cannot " + what + ": " + Libc.describe(errno));
    this.errno = errno;
  }

  /// The error number of errno(3).
  public int errno() {
    return errno;
  }
}
