package systemk.api.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import systemk.wire.ShortPath;

/// A server on a unix socket: one event loop that only moves bytes.
/* The loop reads, cuts the bytes into frames and writes what has been queued; it never waits, parses
 * or decides. Each connection has an `Inbox`, from which a virtual thread of its own takes the frames
 * one by one, and a `Connection` through which anybody may send to it. So a client can be slow,
 * silent, malicious or a hundred megabytes long and hold up nobody but itself.
 *
 * The socket is bound under another name, made usable by everyone, and then renamed into place: who
 * finds it can connect. Who may do what is decided request by request from the peer's credentials.
 */
public final class UnixServer implements AutoCloseable {
  private static final int BACKLOG = 128;

  private final MultiThreadIoEventLoopGroup group;
  private final Channel listener;
  private final Clients clients;
  private final Path socket;

  private UnixServer(
      MultiThreadIoEventLoopGroup group, Channel listener, Clients clients, Path socket) {
    this.group = group;
    this.listener = listener;
    this.clients = clients;
    this.socket = socket;
  }

  /// Serves at this path, whatever was there before.
  ///
  /// @throws IOException if the socket cannot be made
  public static UnixServer bind(Path socket, Limits limits, Acceptor acceptor) throws IOException {
    var group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("loop"), EpollIoHandler.newFactory());
    Clients clients = new Clients(limits, acceptor);
    try {
      Path temporary = socket.resolveSibling(socket.getFileName() + ".new");
      Files.deleteIfExists(temporary);
      Channel listener = ShortPath.with(temporary, path -> listen(group, clients, path));
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-rw-rw-"));
      Files.move(temporary, socket, StandardCopyOption.ATOMIC_MOVE);
      return new UnixServer(group, listener, clients, socket);
    } catch (IOException | RuntimeException e) {
      var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw e;
    }
  }

  private static Channel listen(MultiThreadIoEventLoopGroup group, Clients clients, Path path)
      throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerDomainSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<EpollDomainSocketChannel>() {
                  @Override
                  protected void initChannel(EpollDomainSocketChannel channel) throws IOException {
                    clients.add(channel);
                  }
                })
            .bind(new DomainSocketAddress(path.toString()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot bind " + path + ": " + bound.cause().getMessage());
    }
    return bound.channel();
  }

  /// How many clients are connected.
  public int clients() {
    return clients.count();
  }

  /// Lets nobody in any more. Those who are connected stay.
  public void stopAccepting() throws IOException {
    listener.close().awaitUninterruptibly();
    Files.deleteIfExists(socket);
  }

  /// Disconnects everybody and ends the event loop.
  @Override
  public void close() throws IOException {
    stopAccepting();
    clients.closeAll();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
