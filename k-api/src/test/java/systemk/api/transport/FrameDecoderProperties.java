package systemk.api.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;
import systemk.wire.FrameException;
import systemk.wire.Frames;

final class FrameDecoderProperties {

  /// Streams that are mostly frames.
  @Provide
  Arbitrary<List<byte[]>> streams() {
    Arbitrary<byte[]> frames =
        Arbitraries.strings().alpha().ofMaxLength(30).map(s -> Frames.encode(Json.of(s)).array());
    Arbitrary<byte[]> garbage = Arbitraries.bytes().array(byte[].class).ofMaxSize(12);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(9, frames), net.jqwik.api.Tuple.of(1, garbage))
        .list()
        .ofMaxSize(8);
  }

  /// What came of a stream: the frames, and whether it was refused.
  private record Read(List<Json> frames, boolean refused) {}

  private static Read byNetty(List<byte[]> pieces) {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(Allowance.unlimited()));
    List<Json> frames = new ArrayList<>();
    boolean refused = false;
    for (byte[] piece : pieces) {
      try {
        // The decoder moves bytes within the buffer it is given.
        channel.writeInbound(Unpooled.copiedBuffer(piece));
      } catch (DecoderException e) {
        assertThat(e).hasCauseInstanceOf(FrameException.class);
        refused = true;
      }
    }
    for (byte[] content = channel.readInbound(); content != null; content = channel.readInbound()) {
      try {
        frames.add(JsonText.parse(content));
      } catch (JsonException e) {
        refused = true;
        break;
      }
    }
    channel.finishAndReleaseAll();
    return new Read(frames, refused);
  }

  private static Read byFrames(List<byte[]> pieces) {
    Frames decoder = new Frames();
    List<Json> frames = new ArrayList<>();
    for (byte[] piece : pieces) {
      for (byte b : piece) {
        try {
          frames.addAll(decoder.feed(ByteBuffer.wrap(new byte[] {b})));
        } catch (FrameException e) {
          return new Read(frames, true);
        }
      }
    }
    return new Read(frames, false);
  }

  @Property
  void bothEndsReadTheSameFrames(@ForAll("streams") List<byte[]> pieces) {
    assertThat(byNetty(pieces)).isEqualTo(byFrames(pieces));
  }

  @Example
  void aFrameThereIsNoRoomForIsRefusedAndRoomComesBack() {
    Allowance allowance = new Allowance(1 << 20);
    byte[] header = ByteBuffer.allocate(4).putInt(900 << 10).array();
    EmbeddedChannel first = new EmbeddedChannel(new FrameDecoder(allowance));
    EmbeddedChannel second = new EmbeddedChannel(new FrameDecoder(allowance));
    assertThat(first.writeInbound(Unpooled.wrappedBuffer(header))).isFalse();
    try {
      second.writeInbound(Unpooled.wrappedBuffer(header));
      throw new AssertionError("taken");
    } catch (DecoderException e) {
      assertThat(e).hasMessageContaining("too many bytes");
    }
    first.finishAndReleaseAll();
    EmbeddedChannel third = new EmbeddedChannel(new FrameDecoder(allowance));
    assertThat(third.writeInbound(Unpooled.wrappedBuffer(header))).isFalse();
    third.finishAndReleaseAll();
    second.finishAndReleaseAll();
  }
}
