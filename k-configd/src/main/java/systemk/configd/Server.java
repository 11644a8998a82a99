package systemk.configd;

import java.io.IOException;
import java.time.InstantSource;
import systemk.api.transport.Limits;
import systemk.api.transport.UnixServer;
import systemk.repo.RefusalLog;
import systemk.repo.Repository;
import systemk.wire.Layout;

/// A repository being served on a socket.
final class Server {
  private final Desk desk;
  private final UnixServer socket;
  private final Feed.Cursor kept;

  private Server(Desk desk, UnixServer socket, Feed.Cursor kept) {
    this.desk = desk;
    this.socket = socket;
    this.kept = kept;
  }

  static Server start(
      Layout layout, Repository repository, Shell shell, long owner, InstantSource clock)
      throws IOException {
    Desk desk =
        new Desk(
            repository,
            new Principals(new Authorization(owner), layout.authorizations()),
            new Refusals(new RefusalLog(layout.refusals()), clock),
            shell,
            new InitLink(layout.initSocket()),
            layout.root(),
            clock);
    return new Server(
        desk, UnixServer.bind(layout.configdSocket(), Limits.DEFAULT, desk), desk.feed().open());
  }

  /// Looks after the repository from now on, too; see [Keeper].
  void keep(long owner, InstantSource clock) {
    Thread.ofPlatform()
        .daemon()
        .name("keeper")
        .start(new Keeper(desk.repository(), kept, desk.init(), owner, clock));
  }

  int clients() {
    return socket.clients();
  }

  /// How many commands run and how many subscriptions there are. The keeper follows, too, and is
  /// none of them.
  int followers() {
    return desk.feed().followers() - 1;
  }

  /// Lets nobody in any more, finishes what the repository's writer was given, answers it, and
  /// disconnects everybody.
  void stop() throws IOException {
    kept.end();
    desk.stop();
    socket.stopAccepting();
    desk.repository().close();
    desk.refusals().close();
    socket.close();
  }
}
