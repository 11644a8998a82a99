package systemk.api.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import systemk.wire.FrameException;
import systemk.wire.Frames;

/// Cuts what a client sends into the contents of frames, as [Frames] does, without reading them: a
/// frame's JSON is read by another thread than the event loop.
///
/// A frame that is too long, or for which there is no memory to spare, is refused when its length
/// is known and before any memory is set aside. Nothing is read after it.
final class FrameDecoder extends ByteToMessageDecoder {
  private static final int HEADER_BYTES = 4;

  private final Allowance allowance;
  private int announced = -1;
  private boolean refused;

  FrameDecoder(Allowance allowance) {
    this.allowance = allowance;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (refused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (announced < 0 && in.readableBytes() >= HEADER_BYTES) {
      announced = begin(in);
    }
    if (announced >= 0 && in.readableBytes() >= announced) {
      byte[] content = new byte[announced];
      in.readBytes(content);
      allowance.giveBack(announced);
      announced = -1;
      out.add(content);
    }
  }

  private int begin(ByteBuf in) {
    int length = in.readInt();
    if (length < 0 || length > Frames.MAX_FRAME_BYTES) {
      refused = true;
      throw new FrameException(
          "frame of "
              + Integer.toUnsignedString(length)
              + " bytes is over the limit of "
              + Frames.MAX_FRAME_BYTES
              + " bytes");
    }
    if (!allowance.take(length)) {
      refused = true;
      throw new FrameException("too many bytes are being sent at once; try again later");
    }
    return length;
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    if (announced > 0) {
      allowance.giveBack(announced);
      announced = -1;
    }
  }
}
