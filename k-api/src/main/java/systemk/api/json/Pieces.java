package systemk.api.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.wire.FrameException;
import systemk.wire.Frames;

/// Puts a message that is longer than a frame together from the pieces it came in.
/* Only the server sends such messages and only to subscribers: a transaction that imports a whole
 * fleet, or a service of enormous groups. Each piece is `{"piece": TEXT, "more": BOOLEAN}`, and the
 * texts in a row are the JSON of the message. One instance serves one connection.
 */
public final class Pieces {
  /// The longest message that is put together, in characters.
  public static final int MAX_CHARACTERS = 256 << 20;

  // An escaped character takes up to six bytes.
  private static final int PIECE_CHARACTERS = Frames.MAX_FRAME_BYTES / 8;

  private final StringBuilder text = new StringBuilder();

  /// The frames' contents that carry this message: itself, or its pieces.
  public static List<byte[]> cut(Json message) {
    String whole = JsonText.write(message);
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= Frames.MAX_FRAME_BYTES) {
      return List.of(bytes);
    }
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    while (from < whole.length()) {
      int to = Math.min(from + PIECE_CHARACTERS, whole.length());
      if (to < whole.length() && Character.isHighSurrogate(whole.charAt(to - 1))) {
        to--;
      }
      pieces.add(
          JsonText.bytes(
              Json.object()
                  .put("piece", whole.substring(from, to))
                  .put("more", to < whole.length())
                  .build()));
      from = to;
    }
    return pieces;
  }

  /// The message this frame completes; none if more pieces are to come.
  public Optional<Json> join(Json frame) {
    if (!(frame instanceof Json.Obj json) || !json.has("piece")) {
      return Optional.of(frame);
    }
    text.append(json.string("piece"));
    if (text.length() > MAX_CHARACTERS) {
      throw new FrameException("message of more than " + MAX_CHARACTERS + " characters");
    }
    if (json.flag("more")) {
      return Optional.empty();
    }
    Json whole = JsonText.parse(text.toString());
    text.setLength(0);
    text.trimToSize();
    return Optional.of(whole);
  }
}
