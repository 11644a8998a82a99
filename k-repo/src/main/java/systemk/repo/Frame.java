package systemk.repo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;
import systemk.repo.json.Fields;
import systemk.repo.json.StoredCodec;
import systemk.repo.json.StoredTransaction;

/// One line of a journal: what was written by one group commit.
///
/// ```
/// crc32c(8 hex) SP {"v":2,"seq":17,"prev":"<sha-256 of the line before>",…} LF
/// ```
///
/// The checksum is of what stands between the blank and the line feed; `prev` and [#hash] are of
/// whole lines. JSON as we write it has no line feed in it, so a line feed always ends a frame.
///
/// @param version the version of the format it was written in
/// @param seq the first generation in a persistent journal, the number of the line in a volatile
///   one
/// @param prev the hash of the frame before
/// @param fields the other members, still to be read
/// @param hash the hash of this frame
record Frame(long version, long seq, String prev, Fields fields, String hash) {
  /// What stands for the hash of the frame before the first.
  static final String NO_HASH = "0".repeat(64);

  private static final int HEAD = 9;
  private static final byte[] BEGIN = "\"tx\":[".getBytes(StandardCharsets.US_ASCII);

  /// The bytes of a frame.
  ///
  /// @param members JSON members without the braces, as UTF-8
  static byte[] encode(long seq, String prev, byte[] members) {
    byte[] begin =
        ("{\"v\":" + StoredCodec.VERSION + ",\"seq\":" + seq + ",\"prev\":\"" + prev + "\",")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[HEAD + begin.length + members.length + 2];
    System.arraycopy(begin, 0, frame, HEAD, begin.length);
    System.arraycopy(members, 0, frame, HEAD + begin.length, members.length);
    frame[frame.length - 2] = '}';
    frame[frame.length - 1] = '\n';
    System.arraycopy(head(frame), 0, frame, 0, HEAD);
    return frame;
  }

  /// The checksum as it stands before a frame.
  private static byte[] head(byte[] frame) {
    String head = HexFormat.of().toHexDigits(crc(frame)) + " ";
    return head.getBytes(StandardCharsets.US_ASCII);
  }

  private static int crc(byte[] frame) {
    var crc = new CRC32C();
    crc.update(frame, HEAD, frame.length - HEAD - 1);
    return (int) crc.getValue();
  }

  /// Whether the bytes are a line whose checksum is right.
  static boolean isSound(byte[] line) {
    if (line.length < HEAD + 3 || line[HEAD - 1] != ' ' || line[line.length - 1] != '\n') {
      return false;
    }
    return Arrays.equals(line, 0, HEAD, head(line), 0, HEAD);
  }

  /// Reads a line whose checksum is right.
  ///
  /// @throws JsonException if it is not a frame all the same
  /// @throws systemk.repo.json.NewerVersion if a later program wrote it
  static Frame decode(byte[] line) {
    byte[] json = Arrays.copyOfRange(line, HEAD, line.length - 1);
    Fields fields = Fields.of(JsonText.parse(json), "frame");
    long version = StoredCodec.version(fields);
    return new Frame(version, fields.integer("seq"), fields.string("prev"), fields, hash(line));
  }

  /// The one member the frame has besides.
  ///
  /// @throws JsonException if it has another number or other members
  <T> T only(long expected, String name, Function<Json, T> decode) {
    if (seq != expected) {
      throw new JsonException("frame " + seq + " stands where " + expected + " should");
    }
    return fields.done(decode.apply(fields.at(name)));
  }

  /// The transactions in the frame, which has nothing else.
  ///
  /// @throws JsonException if it has another number or none
  List<StoredTransaction> transactions(long expected) {
    return only(
        expected,
        "tx",
        json -> {
          List<Json> items = json.asArr("tx").items();
          if (items.isEmpty()) {
            throw new JsonException("the frame is empty");
          }
          return items.stream().map(StoredCodec::transaction).toList();
        });
  }

  /// The member of a frame of transactions.
  static byte[] members(List<byte[]> transactions) {
    int size = BEGIN.length + 1;
    for (byte[] transaction : transactions) {
      size += transaction.length + 1;
    }
    ByteBuffer members = ByteBuffer.allocate(size - 1).put(BEGIN);
    for (byte[] transaction : transactions) {
      if (members.position() > BEGIN.length) {
        members.put((byte) ',');
      }
      members.put(transaction);
    }
    return members.put((byte) ']').array();
  }

  static String hash(byte[] frame) {
    return HexFormat.of().formatHex(sha256().digest(frame));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
