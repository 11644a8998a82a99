package systemk.json;

import org.jspecify.annotations.Nullable;

/// Text that is not JSON, or JSON that does not have the expected shape. The message says what and
/// where, in words meant for the person who wrote the text.
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public JsonException(String message) {
    super(message);
  }

  public JsonException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
