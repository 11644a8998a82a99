package systemk.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A directory of cgroup v2 that belongs to SystemK, and its leaves. No controller is needed: the
/// kernel keeps the members, says when the last one is gone, and kills them all at once.
public final class CgroupTree {
  private static final List<String> CONTROLLERS = List.of("cpu", "io", "memory", "pids");

  private static final Duration LOOK_AGAIN = Duration.ofNanos(200_000);

  // Where process 1 of a container goes, so that the group it was made in has no members.
  private static final String OWN = "init";

  private final Path directory;
  private final String prefix;

  CgroupTree(Path directory, String prefix) {
    this.directory = directory;
    this.prefix = prefix;
  }

  /// Makes a subtree of this name below the cgroup of this process; nothing if cgroup v2 is not
  /// mounted, or not ours to write.
  public static Optional<CgroupTree> create(String name) {
    try {
      String mounts = Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8);
      String own = Files.readString(Path.of("/proc/self/cgroup"), StandardCharsets.UTF_8);
      Optional<Path> parent = ownDirectory(mounts, own);
      // A process may be moved only by who may write the nearest common ancestor of both groups.
      if (parent.isEmpty() || !Files.isWritable(parent.get().resolve("cgroup.procs"))) {
        return Optional.empty();
      }
      Path directory = parent.get().resolve(name);
      Files.createDirectories(directory);
      String path = Proc.unifiedCgroup(own).orElseThrow();
      CgroupTree tree =
          new CgroupTree(directory, (path.equals("/") ? "" : path) + "/" + name + "/");
      if (!enable(parent.get(), CONTROLLERS) && Libc.status(Libc.GETPID) == 1) {
        // All that lives in the group of a container that has just begun is process 1.
        move(parent.get(), tree.leaf(OWN));
        enable(parent.get(), CONTROLLERS);
      }
      enable(directory, CONTROLLERS);
      return Optional.of(tree);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Puts the controllers that are delegated to a group to work in the groups below it. Says false
  /// if the kernel refuses all of them, as it does where processes live in the group itself, unless
  /// it is the root of all.
  static boolean enable(Path group, List<String> controllers) {
    try {
      List<String> there =
          Stream.of(Files.readString(group.resolve("cgroup.controllers")).strip().split(" "))
              .filter(controllers::contains)
              .map(controller -> "+" + controller)
              .toList();
      // All at once, or, if one of them cannot be, each by itself.
      return there.isEmpty()
          || control(group, String.join(" ", there))
          || there.stream().filter(controller -> control(group, controller)).count() > 0;
    } catch (IOException _) {
      // Without this file there is nothing to enable.
      return true;
    }
  }

  /// Moves all processes of one group to another.
  static void move(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String pid : Files.readAllLines(from.resolve("cgroup.procs"))) {
      // One that has ended meanwhile needs no move.
      write(to.resolve("cgroup.procs"), pid);
    }
  }

  private static boolean control(Path group, String text) {
    return write(group.resolve("cgroup.subtree_control"), text);
  }

  private static boolean write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.WRITE);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Where the own cgroup shows in the file system: the mount of type `cgroup2`, then the own path
  /// as far as the mount does not already begin with it.
  static Optional<Path> ownDirectory(String mountinfo, String cgroup) {
    return Proc.unifiedCgroup(cgroup)
        .flatMap(own -> mountinfo.lines().flatMap(line -> visible(line, own).stream()).findFirst());
  }

  private static Optional<Path> visible(String line, String own) {
    String[] halves = line.split(" - ", 2);
    String[] fields = halves[0].split(" ");
    if (halves.length < 2 || !halves[1].startsWith("cgroup2 ") || fields.length < 5) {
      return Optional.empty();
    }
    Path mountRoot = Path.of(unescape(fields[3]));
    Path path = Path.of(own);
    return path.startsWith(mountRoot)
        ? Optional.of(Path.of(unescape(fields[4])).resolve(mountRoot.relativize(path)).normalize())
        : Optional.empty();
  }

  /// mountinfo writes blanks and backslashes of a path in octal.
  private static String unescape(String field) {
    return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }

  public Path leaf(String name) {
    return directory.resolve(name);
  }

  /// Makes a leaf; one that is there already serves as well.
  public Path createLeaf(String name) {
    Path leaf = leaf(name);
    try {
      Files.createDirectories(leaf);
      return leaf;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make cgroup " + leaf, e);
    }
  }

  /// Writes to a control file of a leaf. Says false if there is no such file, because its
  /// controller is not at work here, or if the kernel does not take it.
  public boolean write(String name, String file, String text) {
    return write(leaf(name).resolve(file), text);
  }

  /// The number a file of `key number` lines of a leaf has for a key; nothing if there is none.
  public OptionalLong count(String name, String file, String key) {
    try {
      return Files.readAllLines(leaf(name).resolve(file)).stream()
          .filter(line -> line.startsWith(key + " "))
          .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1).strip()))
          .findFirst();
    } catch (IOException _) {
      // The controller is not at work, or the leaf is gone.
      return OptionalLong.empty();
    }
  }

  /// The names of all leaves there are.
  public List<String> leaves() {
    try {
      return below(directory).stream().map(group -> group.getFileName().toString()).toList();
    } catch (NoSuchFileException _) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list cgroup " + directory, e);
    }
  }

  /// The groups directly below one. Hardly any service makes some, and each group has twenty files,
  /// so the links of the directory are asked first: two, and one for each group below.
  private static List<Path> below(Path group) throws IOException {
    if (Files.getAttribute(group, "unix:nlink") instanceof Integer links && links == 2) {
      return List.of();
    }
    List<Path> groups = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(group, path -> Files.isDirectory(path))) {
      entries.forEach(groups::add);
    }
    return groups;
  }

  /// The name of the leaf a cgroup path belongs to, as `/proc/PID/cgroup` shows it.
  public Optional<String> leafOf(String cgroup) {
    if (!cgroup.startsWith(prefix)) {
      return Optional.empty();
    }
    String rest = cgroup.substring(prefix.length());
    int slash = rest.indexOf('/');
    return Optional.of(slash < 0 ? rest : rest.substring(0, slash));
  }

  /// The processes in a leaf and in whatever groups its members made below it.
  public List<Integer> members(String name) {
    List<Integer> pids = new ArrayList<>();
    collect(leaf(name), pids);
    return pids;
  }

  private static void collect(Path group, List<Integer> pids) {
    try {
      for (String line : Files.readAllLines(group.resolve("cgroup.procs"))) {
        pids.add(Integer.parseInt(line));
      }
      below(group).forEach(child -> collect(child, pids));
    } catch (FileSystemException _) {
      // The group was removed while we read, so it has no members.
    } catch (IOException e) {
      throwUnlessGone(e, group);
    }
  }

  /// Whether any process lives in the leaf or below it. A leaf that is not there has none.
  public boolean isPopulated(String name) {
    Path events = leaf(name).resolve("cgroup.events");
    try {
      return Files.readString(events).contains("populated 1");
    } catch (FileSystemException _) {
      return false;
    } catch (IOException e) {
      throwUnlessGone(e, events);
      return false;
    }
  }

  /// Reading a file of a group that has just been removed fails with ENODEV, which has no exception
  /// type of its own.
  private static void throwUnlessGone(IOException e, Path path) {
    if (Files.exists(path)) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
  }

  /// Kills all members at once, also those that are being forked. Says false where the kernel is
  /// too old for that.
  public boolean kill(String name) {
    try {
      Files.writeString(leaf(name).resolve("cgroup.kill"), "1", StandardOpenOption.WRITE);
      return true;
    } catch (NoSuchFileException _) {
      return !Files.exists(leaf(name));
    } catch (IOException _) {
      return false;
    }
  }

  /// Keeps all members from running, and so from making others, until [#thaw]. Says false if that
  /// is not possible here, or somebody else holds them already.
  ///
  /// From the first moment on no member gets back to its program or makes another one; what is
  /// waited for, within the bound, is that those are through who were just about to, which takes as
  /// long as it takes for each of them to have its turn.
  public boolean freeze(String name, Duration bound) {
    if (!firstLine(name, "cgroup.freeze").equals("0") || !write(name, "cgroup.freeze", "1")) {
      return false;
    }
    long deadline = System.nanoTime() + bound.toNanos();
    while (count(name, "cgroup.events", "frozen").orElse(1) != 1
        && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return true;
  }

  /// Lets the members of a leaf run that were kept from it.
  public void thaw(String name) {
    write(name, "cgroup.freeze", "0");
  }

  private String firstLine(String name, String file) {
    try (Stream<String> lines = Files.lines(leaf(name).resolve(file))) {
      return lines.findFirst().orElse("");
    } catch (IOException | UncheckedIOException _) {
      // The kernel is older than 5.2, or the leaf is gone.
      return "";
    }
  }

  /// Removes an empty leaf with all below it. Says whether it is gone.
  public boolean remove(String name) {
    return removeTree(leaf(name));
  }

  /// Removes the whole subtree if all its leaves are empty. Says whether it is gone.
  public boolean remove() {
    return removeTree(directory);
  }

  private static boolean removeTree(Path group) {
    try {
      below(group).forEach(CgroupTree::removeTree);
    } catch (IOException _) {
      return !Files.exists(group);
    }
    try {
      Files.deleteIfExists(group);
      return true;
    } catch (DirectoryNotEmptyException _) {
      return false;
    } catch (IOException _) {
      return !Files.exists(group);
    }
  }
}
