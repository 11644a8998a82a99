package systemk.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

/// Cuts a stream of bytes into frames and back. A frame is a length of four bytes, most significant
/// first, and as many bytes of JSON in UTF-8. One instance serves one direction of one connection
/// and belongs to one thread.
///
/// A frame longer than the limit is refused when its length is read, before any memory is set
/// aside.
public final class Frames {
  /// The longest frame anybody may send, in bytes: 16 MiB.
  public static final int MAX_FRAME_BYTES = 16 << 20;

  private static final int HEADER_BYTES = 4;
  private static final int FIRST_BYTES = 512;
  private static final int KEPT_BYTES = 64 << 10;

  private final int limit;
  private byte[] pending = new byte[FIRST_BYTES];
  private int size;

  public Frames() {
    this(MAX_FRAME_BYTES);
  }

  /// Accepts frames of up to `limit` bytes.
  public Frames(int limit) {
    this.limit = limit;
  }

  /// Takes all remaining bytes of `bytes` and answers the frames they complete, in order.
  ///
  /// @throws FrameException if a length is out of range or a frame is not JSON; the connection
  ///   cannot be read any further
  public List<Json> feed(ByteBuffer bytes) {
    List<byte[]> contents = contents(bytes);
    List<Json> frames = new ArrayList<>(contents.size());
    for (byte[] content : contents) {
      frames.add(json(content));
    }
    return frames;
  }

  /// The same, with the frames unread.
  ///
  /// @throws FrameException if a length is out of range
  public List<byte[]> contents(ByteBuffer bytes) {
    append(bytes);
    List<byte[]> complete = new ArrayList<>();
    int from = 0;
    while (size - from >= HEADER_BYTES) {
      int length = ByteBuffer.wrap(pending, from, HEADER_BYTES).getInt();
      if (length < 0 || length > limit) {
        throw new FrameException(
            "frame of "
                + Integer.toUnsignedString(length)
                + " bytes is over the limit of "
                + limit
                + " bytes");
      }
      if (size - from - HEADER_BYTES < length) {
        break;
      }
      complete.add(Arrays.copyOfRange(pending, from + HEADER_BYTES, from + HEADER_BYTES + length));
      from += HEADER_BYTES + length;
    }
    forget(from);
    return complete;
  }

  /// Whether the stream may end here: no frame has begun.
  public boolean isAtBoundary() {
    return size == 0;
  }

  /// Reads the content of a frame.
  ///
  /// @throws FrameException if it is not JSON
  public static Json json(byte[] content) {
    try {
      return JsonText.parse(content);
    } catch (JsonException e) {
      throw new FrameException("frame is not JSON: " + e.getMessage(), e);
    }
  }

  /// A long frame arrives in many pieces, and none of them is worth moving what came before.
  private void forget(int count) {
    if (count > 0) {
      System.arraycopy(pending, count, pending, 0, size - count);
      size -= count;
    }
    if (size == 0 && pending.length > KEPT_BYTES) {
      pending = new byte[FIRST_BYTES];
    }
  }

  private void append(ByteBuffer bytes) {
    int needed = size + bytes.remaining();
    if (needed > pending.length) {
      byte[] larger = new byte[Math.max(needed, pending.length * 2)];
      System.arraycopy(pending, 0, larger, 0, size);
      pending = larger;
    }
    int count = bytes.remaining();
    bytes.get(pending, size, count);
    size += count;
  }

  /// The frame that carries this value, ready to be read from the buffer.
  ///
  /// @throws FrameException if it would be over the limit
  public static ByteBuffer encode(Json value) {
    return frame(JsonText.bytes(value));
  }

  /// The frame of this content.
  ///
  /// @throws FrameException if it would be over the limit
  public static ByteBuffer frame(byte[] body) {
    if (body.length > MAX_FRAME_BYTES) {
      throw new FrameException(
          "frame of " + body.length + " bytes is over the limit of " + MAX_FRAME_BYTES + " bytes");
    }
    return ByteBuffer.allocate(HEADER_BYTES + body.length).putInt(body.length).put(body).flip();
  }
}
