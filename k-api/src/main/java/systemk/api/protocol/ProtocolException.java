package systemk.api.protocol;

import org.jspecify.annotations.Nullable;

/// The other side does not keep to the protocol, or went away. The connection is of no more use.
public final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ProtocolException(String message) {
    super(message);
  }

  public ProtocolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
