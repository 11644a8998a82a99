package systemk.api.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import systemk.api.protocol.Peer;
import systemk.wire.FrameException;

/// Those who are connected to one server. New ones come on the event loop.
final class Clients {
  private final Limits limits;
  private final Acceptor acceptor;
  private final Allowance strangers;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  // Touched by the event loop only.
  private final Map<Long, Integer> byUid = new HashMap<>();

  Clients(Limits limits, Acceptor acceptor) {
    this.limits = limits;
    this.acceptor = acceptor;
    this.strangers = new Allowance(limits.strangersBytes());
  }

  int count() {
    return open.size();
  }

  void closeAll() {
    for (Channel channel : open) {
      channel.close().awaitUninterruptibly();
    }
  }

  void add(EpollDomainSocketChannel channel) throws IOException {
    Peer named = peer(channel.peerCredentials());
    boolean trusted = acceptor.isTrusted(named);
    Peer peer = trusted ? named : named.in(acceptor.groups(named, channel.fd().intValue()));
    Connection connection = new Connection(channel, peer, acceptor, limits.queuedBytes());
    Optional<String> objection = objection(peer, trusted);
    if (objection.isPresent()) {
      acceptor.brokenOff(peer, objection.get());
      // Nothing can be written before the channel is registered.
      channel.eventLoop().execute(() -> connection.close(objection.get()));
      return;
    }
    open.add(channel);
    byUid.merge(peer.uid(), 1, Integer::sum);
    channel.closeFuture().addListener(_ -> remove(channel, peer));
    Inbox inbox = new Inbox(channel, connection, acceptor.accepted(connection), acceptor);
    channel
        .pipeline()
        .addLast(new FrameDecoder(trusted ? Allowance.unlimited() : strangers))
        .addLast(new Intake(connection, inbox));
  }

  private Optional<String> objection(Peer peer, boolean trusted) {
    int places = trusted ? limits.clients() : limits.clients() - limits.reserved();
    if (open.size() >= places) {
      return Optional.of("there are " + open.size() + " clients already");
    }
    if (!trusted && byUid.getOrDefault(peer.uid(), 0) >= limits.clientsOfStranger()) {
      return Optional.of(
          "user " + peer.uid() + " has " + limits.clientsOfStranger() + " connections already");
    }
    return Optional.empty();
  }

  private void remove(Channel channel, Peer peer) {
    open.remove(channel);
    byUid.computeIfPresent(peer.uid(), (_, count) -> count == 1 ? null : count - 1);
  }

  private static Peer peer(PeerCredentials credentials) {
    int[] gids = credentials.gids();
    return new Peer(
        Integer.toUnsignedLong(credentials.uid()),
        gids.length == 0 ? -1 : Integer.toUnsignedLong(gids[0]),
        credentials.pid(),
        List.of());
  }

  /// The end of a connection's pipeline: from here on it is no longer the event loop's business.
  private final class Intake extends SimpleChannelInboundHandler<byte[]> {
    private final Connection connection;
    private final Inbox inbox;

    Intake(Connection connection, Inbox inbox) {
      this.connection = connection;
      this.inbox = inbox;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, byte[] content) {
      inbox.put(content);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      connection.end();
      inbox.end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof DecoderException && cause.getCause() instanceof FrameException e) {
        String reason = String.valueOf(e.getMessage());
        acceptor.brokenOff(connection.peer(), reason);
        connection.close(reason);
      } else if (cause instanceof IOException) {
        // The client went away while something was sent to it.
        var _ = context.close();
      } else {
        acceptor.failed(connection.peer(), cause);
        var _ = context.close();
      }
    }
  }
}
