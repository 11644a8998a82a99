package systemk.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import systemk.json.Json;
import systemk.json.Jsons;

final class FramesProperties {

  @Provide
  Arbitrary<List<Json>> messages() {
    return Jsons.values().list().ofMaxSize(8);
  }

  private static byte[] stream(List<Json> messages) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    messages.forEach(message -> bytes.writeBytes(Frames.encode(message).array()));
    return bytes.toByteArray();
  }

  @Property
  void anySplitGivesTheSameFrames(
      @ForAll("messages") List<Json> messages, @ForAll @Size(max = 20) List<Integer> cuts) {
    byte[] bytes = stream(messages);
    Frames frames = new Frames();
    List<Json> read = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      int length = Math.floorMod(cut, bytes.length - from + 1);
      read.addAll(frames.feed(ByteBuffer.wrap(bytes, from, length)));
      from += length;
    }
    read.addAll(frames.feed(ByteBuffer.wrap(bytes, from, bytes.length - from)));
    assertThat(read).isEqualTo(messages);
    assertThat(frames.isAtBoundary()).isTrue();
  }

  @Property
  void noBytesCrashTheDecoder(@ForAll byte[] bytes) {
    Frames frames = new Frames(1000);
    try {
      frames.feed(ByteBuffer.wrap(bytes));
    } catch (FrameException e) {
      assertThat(e.getMessage()).startsWith("frame ");
    }
  }

  @Property
  void aTruncatedStreamGivesTheFramesThatAreWhole(
      @ForAll("messages") List<Json> messages, @ForAll int length) {
    byte[] bytes = stream(messages);
    int kept = Math.floorMod(length, bytes.length + 1);
    List<Json> read = new Frames().feed(ByteBuffer.wrap(bytes, 0, kept));
    assertThat(read).isEqualTo(messages.subList(0, read.size()));
  }

  @Example
  void aLengthOverTheLimitIsRefusedBeforeItsBytesCome() {
    byte[] header = ByteBuffer.allocate(4).putInt(Frames.MAX_FRAME_BYTES + 1).array();
    assertThatThrownBy(() -> new Frames().feed(ByteBuffer.wrap(header)))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining("16777217 bytes is over the limit of 16777216 bytes");
    byte[] negative = {-1, -1, -1, -1};
    assertThatThrownBy(() -> new Frames().feed(ByteBuffer.wrap(negative)))
        .hasMessageContaining("4294967295 bytes");
  }

  @Example
  void theLongestFramePassesInSmallPieces() {
    Json longest = Json.of("x".repeat(Frames.MAX_FRAME_BYTES - 2));
    ByteBuffer bytes = Frames.encode(longest);
    Frames frames = new Frames();
    List<Json> read = new ArrayList<>();
    while (bytes.hasRemaining()) {
      ByteBuffer piece = bytes.slice(bytes.position(), Math.min(4096, bytes.remaining()));
      bytes.position(bytes.position() + piece.remaining());
      read.addAll(frames.feed(piece));
    }
    assertThat(read).containsExactly(longest);
    assertThatThrownBy(() -> Frames.encode(Json.of("x".repeat(Frames.MAX_FRAME_BYTES - 1))))
        .isInstanceOf(FrameException.class);
  }
}
