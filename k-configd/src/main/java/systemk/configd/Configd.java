package systemk.configd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.repository.RepositoryState;
import systemk.repo.JournalRepository;
import systemk.repo.Repository;
import systemk.repo.RepositoryException;
import systemk.repo.RepositoryFile;
import systemk.repo.RepositoryInUse;
import systemk.repo.Restore;
import systemk.shell.Commands;
import systemk.shell.Outcome;
import systemk.wire.IdleHeap;
import systemk.wire.Layout;

/// k.configd, the daemon that owns the repository and answers everybody.
/* It is the only process that has the repository's files open, which the lock in the repository's
 * directory makes sure of, and the only one that runs commands. It can be killed at any instruction:
 * what it acknowledged is on disk, what it did not is as if it had never been asked, and everybody who
 * waits for an answer asks the next k.configd again.
 *
 *   loop (Netty)      moves bytes, cuts frames
 *   virtual threads   one per client with frames to read, per command, per subscription
 *   committer         the repository's one writer
 *
 * At a damaged repository it serves the last good state, read-only, so that one can look at the damage
 * with the usual commands.
 */
public final class Configd {
  private static final String NAME = "k.configd";
  private static final Logger LOG = logger();
  private static final long STOP_SECONDS = 10;

  // The numbers svc.configd exits with (smf.md §5.4).
  private static final int BAD_ARGUMENTS = 2;
  private static final int CANNOT_START = 100;
  private static final int CANNOT_BIND = 101;
  private static final int CANNOT_OPEN = 102;
  private static final int LOCKED = 103;

  private Configd() {}

  /// The first logger there is: its lines begin with the daemon's name.
  private static Logger logger() {
    System.setProperty("systemk.program", NAME);
    return LoggerFactory.getLogger(Configd.class);
  }

  public static void main(String[] arguments) {
    Options.parse(List.of(arguments))
        .fold(
            problem -> {
              System.err.println(NAME + ": " + problem + "\n" + Options.USAGE);
              return exit(BAD_ARGUMENTS);
            },
            Configd::start);
  }

  private static Void start(Options options) {
    LOG.atDebug().addKeyValue("options", options).log("starting");
    Layout layout = options.layout();
    Repository repository;
    try {
      prepare(layout);
      options.repository().filter(Files::isRegularFile).forEach(file -> unpack(layout, file));
      repository = open(layout, options);
    } catch (RepositoryInUse e) {
      LOG.atError().addKeyValue("reason", e.getMessage()).log("cannot open the repository");
      return exit(LOCKED);
    } catch (RepositoryException e) {
      LOG.atError().addKeyValue("reason", e.getMessage()).log("cannot open the repository");
      if (options.machine().isDefined()) {
        callForHelp(layout, "the repository cannot be opened: " + e.getMessage());
      }
      return exit(CANNOT_OPEN);
    } catch (IOException e) {
      LOG.atError().addKeyValue("reason", e).log("cannot start");
      return exit(CANNOT_START);
    }
    repository
        .readOnly()
        .forEach(why -> LOG.atError().addKeyValue("reason", why).log("repository is read-only"));
    if (options.machine().isDefined()) {
      repository.readOnly().forEach(why -> callForHelp(layout, why));
    }
    return serve(layout, repository, options);
  }

  /// Has somebody at the console told, before anything starts.
  private static void callForHelp(Layout layout, String why) {
    try {
      if (new InitLink(layout.initSocket()).rescue("the repository takes no changes: " + why)
          instanceof Outcome.Reply.Failed(String reason)) {
        LOG.atError().addKeyValue("reason", reason).log("cannot call for help");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the start", e);
    }
  }

  /// Makes a repository of a file.
  private static void unpack(Layout layout, Path file) {
    Restore.replace(
        layout.repository(),
        layout.volatileStore(),
        RepositoryFile.read(file),
        InstantSource.system().instant());
  }

  private static Void serve(Layout layout, Repository repository, Options options) {
    try {
      long owner = owner();
      if (options.repository().isEmpty()) {
        Keeper.boot(
            repository,
            new InitLink(layout.initSocket()),
            options.machine(),
            owner,
            InstantSource.system());
        importManifests(new ManifestImporter(layout, repository, owner, InstantSource.system()));
      }
      RepositoryState found = repository.read();
      Server server =
          Server.start(layout, repository, Commands::run, owner, InstantSource.system());
      if (options.repository().isEmpty()) {
        server.keep(owner, InstantSource.system());
      }
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> stop(server, () -> pack(repository, found, options)), "stop"));
      IdleHeap.watch();
      LOG.atInfo()
          .addKeyValue("root", layout.root())
          .addKeyValue("revision", repository.read().revision())
          .log("serving");
      return null;
    } catch (IOException e) {
      LOG.atError().addKeyValue("reason", e).log("cannot serve");
      repository.close();
      return exit(CANNOT_BIND);
    }
  }

  /// Whatever goes wrong with files, a repository without them is better than none.
  private static void importManifests(ManifestImporter importer) {
    try {
      importer.importChanged();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("cannot import manifests");
    }
  }

  private static void prepare(Layout layout) throws IOException {
    // Netty would otherwise look at every network card to number its channels.
    System.setProperty("io.netty.machineId", "00:00:00:ff:fe:00:00:01");
    System.setProperty("io.netty.processId", "1");
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, bug) ->
            LOG.atError().addKeyValue("thread", thread.getName()).setCause(bug).log("thread died"));
    Files.createDirectories(layout.run());
    try {
      Files.writeString(Path.of("/proc/self/comm"), NAME);
    } catch (IOException e) {
      LOG.atInfo().addKeyValue("reason", e).log("cannot set the name of the process");
    }
  }

  /// Writes a repository back to the file it came from, if anything was changed.
  private static void pack(Repository repository, RepositoryState found, Options options) {
    options
        .repository()
        .filter(Files::isRegularFile)
        .filter(_ -> repository.read().revision().generation() != found.revision().generation())
        .forEach(file -> RepositoryFile.write(file, repository.read()));
  }

  private static Repository open(Layout layout, Options options) {
    return JournalRepository.open(
        systemk.repo.Options.of(
            options.repository().filter(Files::isDirectory).getOrElse(layout.repository()),
            layout.volatileStore(),
            options.boot(),
            InstantSource.system(),
            notice -> LOG.atWarn().log(notice)));
  }

  /// The user this process runs as.
  private static long owner() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
  }

  /// Runs when a signal has asked the process to end. Halting makes the end a good one, whatever
  /// the signal was, and skips what else a JVM does when it exits.
  private static void stop(Server server, Runnable last) {
    Thread.ofPlatform().daemon().name("stop watch").start(Configd::haltInTime);
    try {
      server.stop();
      last.run();
      LOG.info("stopped");
      Runtime.getRuntime().halt(0);
    } catch (IOException | RuntimeException e) {
      LOG.atError().setCause(e).log("cannot stop in order");
      Runtime.getRuntime().halt(1);
    }
  }

  private static void haltInTime() {
    try {
      TimeUnit.SECONDS.sleep(STOP_SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the watch", e);
    }
    LOG.atError().addKeyValue("seconds", STOP_SECONDS).log("cannot stop in time");
    Runtime.getRuntime().halt(1);
  }

  private static Void exit(int status) {
    System.exit(status);
    throw new IllegalStateException("exited with " + status);
  }
}
