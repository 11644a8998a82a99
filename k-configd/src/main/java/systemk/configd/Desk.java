package systemk.configd;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.api.protocol.Peer;
import systemk.api.transport.Acceptor;
import systemk.api.transport.Connection;
import systemk.api.transport.Receiver;
import systemk.core.repository.RepositoryState;
import systemk.core.rights.Concealment;
import systemk.core.rights.Principal;
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
  private final Principals principals;
  private final Gate gate;
  private final Refusals refusals;
  private final Shell shell;
  private final InitLink init;
  private final Path root;
  private final InstantSource clock;
  private final Feed feed = new Feed();
  private volatile @Nullable Concealment concealment;
  private final LogThrottle throttle;
  private final Semaphore strangers = new Semaphore(COMMANDS_OF_STRANGERS);
  private final AtomicBoolean stopping = new AtomicBoolean();

  Desk(
      Repository repository,
      Principals principals,
      Refusals refusals,
      Shell shell,
      InitLink init,
      Path root,
      InstantSource clock) {
    this.repository = repository;
    this.principals = principals;
    this.gate = new Gate(repository, refusals);
    this.refusals = refusals;
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

  /// The door to the repository for all who ask.
  Gate gate() {
    return gate;
  }

  Principals principals() {
    return principals;
  }

  Refusals refusals() {
    return refusals;
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

  /// A state as this one sees it. States that are the same value are hardly ever two objects, and
  /// comparing them would take longer than what it saves.
  @SuppressWarnings("ReferenceEquality")
  RepositoryState seenBy(Principal who, RepositoryState state) {
    if (who.mayModify()) {
      return state;
    }
    RepositoryState now = repository.read();
    Concealment known = concealment;
    if (known == null || known.now() != now) {
      // Several may find it at once, which costs time and nothing else.
      known = Concealment.of(now);
      concealment = known;
    }
    return state == now ? known.seenBy(who) : known.seenBy(who, state);
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
    } catch (InvalidPathException _) {
      return new Reply.Failed("is not a name of a file");
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
    return principals.mayAll(peer);
  }

  @Override
  public List<Long> groups(Peer peer, int descriptor) {
    return principals.groups(peer, descriptor);
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
