package systemk.configd;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.api.protocol.Peer;
import systemk.api.transport.Acceptor;
import systemk.api.transport.Connection;
import systemk.api.transport.Receiver;
import systemk.core.repository.RepositoryState;
import systemk.repo.Repository;
import systemk.repo.RepositoryException;
import systemk.repo.RepositoryFile;
import systemk.repo.Restore;
import systemk.shell.Outcome.Reply;
import systemk.wire.Layout;

/// What all clients share: the repository, its feed, and the rules.
final class Desk implements Acceptor {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final int COMMANDS_OF_STRANGERS = 64;

  private final Repository repository;
  private final Authorization authorization;
  private final Shell shell;
  private final InitLink init;
  private final Path root;
  private final InstantSource clock;
  private final Feed feed = new Feed();
  private final LogThrottle throttle;
  private final Semaphore strangers = new Semaphore(COMMANDS_OF_STRANGERS);
  private final AtomicBoolean stopping = new AtomicBoolean();

  Desk(
      Repository repository,
      Authorization authorization,
      Shell shell,
      InitLink init,
      Path root,
      InstantSource clock) {
    this.repository = repository;
    this.authorization = authorization;
    this.shell = shell;
    this.init = init;
    this.root = root;
    this.clock = clock;
    this.throttle = new LogThrottle(clock);
    repository.listen(feed::publish);
  }

  Repository repository() {
    return repository;
  }

  Authorization authorization() {
    return authorization;
  }

  Shell shell() {
    return shell;
  }

  InitLink init() {
    return init;
  }

  Path root() {
    return root;
  }

  InstantSource clock() {
    return clock;
  }

  Feed feed() {
    return feed;
  }

  /// The commands of those who may only look: they are not to fill the memory.
  Semaphore strangers() {
    return strangers;
  }

  /// From now on a refused commit means nothing: the repository is being closed.
  void stop() {
    stopping.set(true);
  }

  boolean isStopping() {
    return stopping.get();
  }

  /// Replaces a damaged repository by what a file holds. This process ends afterwards, because what
  /// it knows is of a history that is no more; k.init starts the next one.
  Reply restore(String file) {
    Layout layout = new Layout(root);
    try {
      RepositoryState state = RepositoryFile.read(Path.of(file));
      stop();
      repository.close();
      Path kept =
          Restore.replace(layout.repository(), layout.volatileStore(), state, clock.instant());
      Thread.ofPlatform().daemon().name("end").start(Desk::end);
      return new Reply.Text(kept.toString());
    } catch (RepositoryException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    }
  }

  /// Ends the process a moment after the last answer was given.
  private static void end() {
    try {
      TimeUnit.MILLISECONDS.sleep(500);
    } catch (InterruptedException e) {
      LOG.atWarn().setCause(e).log("interrupted at the end");
    }
    LOG.info("the repository was restored; the next k.configd serves it");
    Runtime.getRuntime().halt(0);
  }

  @Override
  public Receiver accepted(Connection connection) {
    return new Session(connection, this);
  }

  @Override
  public boolean isTrusted(Peer peer) {
    return authorization.mayWrite(peer);
  }

  @Override
  public void brokenOff(Peer peer, String reason) {
    throttle.admit(
        suppressed ->
            LOG.atWarn()
                .addKeyValue("uid", peer.uid())
                .addKeyValue("pid", peer.pid())
                .addKeyValue("reason", reason)
                .addKeyValue("suppressed", suppressed)
                .log("client disconnected"));
  }

  @Override
  public void failed(Peer peer, Throwable bug) {
    LOG.atError()
        .addKeyValue("uid", peer.uid())
        .addKeyValue("pid", peer.pid())
        .setCause(bug)
        .log("cannot serve client");
  }
}
