package systemk.init.notify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import systemk.init.loop.Reactor;
import systemk.linux.Datagrams;
import systemk.linux.Datagrams.Datagram;
import systemk.linux.Descriptors;
import systemk.wire.ShortPath;

/// The sockets services send sd_notify(3) datagrams to, one for each owner, always at the same
/// place.
public final class NotifySockets {
  /*
   * One socket for each owner, and not one for all, because a datagram of a process that has ended
   * meanwhile could not be attributed otherwise. A file that only the service's user may write to
   * keeps others out. Where the root is so deep that a path would not fit into an address the
   * socket has an abstract name instead, which has no mode; then only the sender's credentials
   * count.
   *
   * A sender is held up by the kernel while a handful of its datagrams wait to be read. So reading
   * no more than so many a second is all it takes to be safe from a flood.
   */

  /// Who is told.
  @FunctionalInterface
  public interface Listener {
    /// A datagram came. Its descriptors are the listener's to close.
    void received(long contract, Datagram datagram);
  }

  private static final int READS_PER_TURN = 64;
  private static final int LAST_READS = 1024;
  static final int READS_PER_WINDOW = 500;
  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final String FRESH = ".new";

  private static final class Open {
    private final long contract;
    private final String owner;
    private final int socket;
    private int reads;
    private boolean paused;
    private boolean counting;

    private Open(long contract, String owner, int socket) {
      this.contract = contract;
      this.owner = owner;
      this.socket = socket;
    }
  }

  private final Reactor loop;
  private final Path directory;
  private final String rootHash;
  private final Listener listener;
  private final Map<Long, Open> byContract = new HashMap<>();
  private final Map<String, Open> byOwner = new HashMap<>();

  /// @param rootHash tells the abstract names of this root from those of any other k.init
  public NotifySockets(Reactor loop, Path directory, String rootHash, Listener listener) {
    this.loop = loop;
    this.directory = directory;
    this.rootHash = rootHash;
    this.listener = listener;
  }

  /// Makes the socket of an owner, in place of an older one, for this contract. Answers what the
  /// service finds in NOTIFY_SOCKET.
  ///
  /// @param uid who may write to it
  public String open(long contract, String owner, int uid) {
    Open older = byOwner.get(owner);
    if (older != null) {
      drain(older.contract);
      close(older.contract);
    }
    Path path = path(owner);
    boolean fits = (path + FRESH).getBytes(StandardCharsets.UTF_8).length <= ShortPath.MAX_BYTES;
    String name = "systemk/" + rootHash + "/" + Names.hash(owner);
    add(contract, owner, fits ? bind(path, uid) : Datagrams.bindAbstract(name));
    return fits ? path.toString() : "@" + name;
  }

  /// Listens to a socket that the program this process was before made.
  public void add(long contract, String owner, int socket) {
    Open open = new Open(contract, owner, socket);
    byContract.put(contract, open);
    byOwner.put(owner, open);
    loop.watch(socket, (_, _) -> read(open));
  }

  /// All there are.
  public List<Handover.Item> all() {
    return byOwner.values().stream()
        .map(open -> new Handover.Item(open.owner, "", open.socket))
        .toList();
  }

  private Path path(String owner) {
    return directory.resolve(Names.file(owner));
  }

  /// At no moment is there none: it is made beside the old one and takes its place.
  private int bind(Path path, int uid) {
    Path fresh = Path.of(path + FRESH);
    try {
      Names.prepare(directory);
      Files.deleteIfExists(fresh);
      int socket = Datagrams.bind(fresh.toString(), uid);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make notify socket " + path, e);
    }
  }

  private void read(Open open) {
    for (int i = 0; i < READS_PER_TURN && byContract.get(open.contract) == open; i++) {
      Optional<Datagram> datagram = Datagrams.receive(open.socket);
      if (datagram.isEmpty()) {
        return;
      }
      count(open);
      listener.received(open.contract, datagram.get());
    }
  }

  private void count(Open open) {
    if (!open.counting) {
      open.counting = true;
      loop.after(WINDOW, () -> goOn(open));
    }
    if (++open.reads >= READS_PER_WINDOW && !open.paused) {
      open.paused = true;
      loop.unwatch(open.socket);
    }
  }

  private void goOn(Open open) {
    if (byContract.get(open.contract) == open) {
      open.counting = false;
      open.reads = 0;
      if (open.paused) {
        open.paused = false;
        loop.watch(open.socket, (_, _) -> read(open));
      }
    }
  }

  /// Takes all that has been sent for a contract.
  public void drain(long contract) {
    Open open = byContract.get(contract);
    for (int i = 0; open != null && i < LAST_READS; i++) {
      Optional<Datagram> datagram = Datagrams.receive(open.socket);
      if (datagram.isEmpty()) {
        return;
      }
      listener.received(contract, datagram.get());
    }
  }

  /// Nobody will be listened to for this contract.
  public void close(long contract) {
    Open open = byContract.remove(contract);
    if (open == null) {
      return;
    }
    byOwner.remove(open.owner);
    if (!open.paused) {
      loop.unwatch(open.socket);
    }
    Descriptors.close(open.socket);
    try {
      Files.deleteIfExists(path(open.owner));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove notify socket " + path(open.owner), e);
    }
  }
}
