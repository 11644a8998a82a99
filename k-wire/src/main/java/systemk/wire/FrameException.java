package systemk.wire;

import org.jspecify.annotations.Nullable;

/// A stream of bytes that is not a stream of frames. The connection it came from is of no more use.
public final class FrameException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public FrameException(String message) {
    super(message);
  }

  public FrameException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
