package systemk.configd;

import java.io.IOException;
import java.time.InstantSource;
import systemk.api.transport.Limits;
import systemk.api.transport.UnixServer;
import systemk.repo.Repository;
import systemk.wire.Layout;

/// A repository being served on a socket.
final class Server {
  private final Desk desk;
  private final UnixServer socket;

  private Server(Desk desk, UnixServer socket) {
    this.desk = desk;
    this.socket = socket;
  }

  static Server start(
      Layout layout, Repository repository, Shell shell, long owner, InstantSource clock)
      throws IOException {
    Desk desk =
        new Desk(
            repository,
            new Authorization(owner),
            shell,
            new InitLink(layout.initSocket()),
            layout.root(),
            clock);
    return new Server(desk, UnixServer.bind(layout.configdSocket(), Limits.DEFAULT, desk));
  }

  int clients() {
    return socket.clients();
  }

  /// How many commands run and how many subscriptions there are.
  int followers() {
    return desk.feed().followers();
  }

  /// Lets nobody in any more, finishes what the repository's writer was given, answers it, and
  /// disconnects everybody.
  void stop() throws IOException {
    desk.stop();
    socket.stopAccepting();
    desk.repository().close();
    socket.close();
  }
}
