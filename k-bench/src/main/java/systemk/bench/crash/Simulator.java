package systemk.bench.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Answers what may be on disk if everything had ended at an instant of a recording.
public final class Simulator {
  private static final int PAGE = 4096;

  private final Recording recording;

  public Simulator(Recording recording) {
    this.recording = recording;
  }

  /// Instants to crash at: all of them if there are no more than wanted; else as many from each
  /// kind of operation as there are, so that the rare ones are not lost among the frequent.
  public List<Integer> choose(Mode mode, int wanted, RandomGenerator random) {
    List<Integer> all = recording.instants();
    if (mode == Mode.KILL && all.size() <= wanted) {
      return all;
    }
    Map<String, List<Integer>> kinds = new TreeMap<>();
    for (int instant : all) {
      kinds.computeIfAbsent(recording.kind(instant), _ -> new ArrayList<>()).add(instant);
    }
    List<List<Integer>> groups = new ArrayList<>(kinds.values());
    List<Integer> chosen = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    while (chosen.size() < wanted) {
      List<Integer> group = groups.get(chosen.size() % groups.size());
      int instant = group.get(random.nextInt(group.size()));
      // A kill at one instant leaves one state; a power failure leaves many.
      chosen.add(mode != Mode.KILL || taken.add(instant) ? instant : any(all, random));
    }
    chosen.sort(null);
    return chosen;
  }

  private static int any(List<Integer> all, RandomGenerator random) {
    return all.get(random.nextInt(all.size()));
  }

  /// One of the states a crash at this instant can leave.
  public CrashState crash(Mode mode, int instant, RandomGenerator random) {
    Set<Integer> durable = names(mode, instant, random);
    TreeMap<String, Integer> files = new TreeMap<>();
    TreeSet<String> directories = new TreeSet<>(recording.directories());
    for (int i = 0; i < instant; i++) {
      if (durable.contains(i)) {
        apply((Op.Naming) recording.ops().get(i), files, directories);
      }
    }
    files.keySet().removeIf(path -> !isReachable(path, directories));
    Map<Integer, String> styles = new TreeMap<>();
    Map<Integer, Content> contents =
        contents(mode, instant, new HashSet<>(files.values()), styles, random);
    TreeMap<String, byte[]> bytes = new TreeMap<>();
    files.forEach(
        (path, file) -> bytes.put(path, contents.getOrDefault(file, new Content()).bytes()));
    return new CrashState(
        instant,
        "%s before operation %d (%s) %s"
            .formatted(mode, instant, recording.kind(instant), styles.values()),
        directories,
        bytes);
  }

  /// A file in a directory whose own name is lost is lost, too.
  private static boolean isReachable(String path, Set<String> directories) {
    return directories.contains(path.substring(0, path.lastIndexOf('/')));
  }

  private static void apply(Op.Naming op, Map<String, Integer> files, Set<String> directories) {
    switch (op) {
      case Op.Create(var path, int file) -> files.put(path, file);
      case Op.Mkdir(var path) -> {
        if (isReachable(path, directories)) {
          directories.add(path);
        }
      }
      case Op.Unlink(var path) -> files.remove(path);
      case Op.Rename(var from, var to) -> {
        Integer file = files.remove(from);
        if (file != null) {
          files.put(to, file);
        }
      }
      case Op.Link(var from, var to) -> {
        Integer file = files.get(from);
        if (file != null) {
          files.put(to, file);
        }
      }
    }
  }

  /// Which of the operations on names are to be seen after the crash.
  private Set<Integer> names(Mode mode, int instant, RandomGenerator random) {
    Map<String, List<Integer>> journals = new TreeMap<>();
    Map<String, Integer> safe = new HashMap<>();
    for (int i = 0; i < instant; i++) {
      switch (recording.ops().get(i)) {
        case Op.Naming naming ->
            journals
                .computeIfAbsent(journal(mode, naming.directory()), _ -> new ArrayList<>())
                .add(i);
        case Op.SyncDirectory sync ->
            safe.merge(journal(mode, sync.path()), sync.covers(), Math::max);
        case Op.Sync sync -> {
          if (mode == Mode.EXT4) {
            safe.merge(journal(mode, ""), sync.covers(), Math::max);
          }
        }
        case Op.Content _, Op.Said _ -> {}
      }
    }
    Set<Integer> seen = new HashSet<>();
    journals.forEach(
        (journal, ops) -> {
          int sure = mode == Mode.KILL ? instant : safe.getOrDefault(journal, 0);
          int certain = (int) ops.stream().filter(i -> i < sure).count();
          int loose = ops.size() - certain;
          seen.addAll(ops.subList(0, certain + (loose == 0 ? 0 : random.nextInt(loose + 1))));
        });
    return seen;
  }

  /// Names that share a journal become durable in order.
  private static String journal(Mode mode, String directory) {
    return mode == Mode.STRICT ? directory : "";
  }

  private Map<Integer, Content> contents(
      Mode mode,
      int instant,
      Set<Integer> files,
      Map<Integer, String> styles,
      RandomGenerator random) {
    Map<Integer, Integer> safe = new HashMap<>();
    Map<Integer, Integer> loose = new HashMap<>();
    for (int i = 0; i < instant; i++) {
      if (recording.ops().get(i) instanceof Op.Sync(int file, int covers)) {
        safe.merge(file, covers, Math::max);
      }
    }
    for (int i = 0; i < instant; i++) {
      if (recording.ops().get(i) instanceof Op.Content op && i >= safe.getOrDefault(op.file(), 0)) {
        loose.merge(op.file(), 1, Integer::sum);
      }
    }
    Map<Integer, Content> contents = new HashMap<>();
    Map<Integer, Loss> losses = new HashMap<>();
    for (int i = 0; i < instant; i++) {
      if (recording.ops().get(i) instanceof Op.Content op && files.contains(op.file())) {
        Content content = contents.computeIfAbsent(op.file(), _ -> new Content());
        if (mode == Mode.KILL || i < safe.getOrDefault(op.file(), 0)) {
          write(content, op);
        } else {
          Loss loss =
              losses.computeIfAbsent(
                  op.file(), file -> Loss.of(loose.getOrDefault(file, 0), random));
          styles.put(op.file(), loss.style.name());
          loss.apply(content, op);
        }
      }
    }
    if (mode == Mode.KILL && instant < recording.size()) {
      begin(recording.ops().get(instant), contents, random);
    }
    return contents;
  }

  private static void write(Content content, Op.Content op) {
    switch (op) {
      case Op.Write(_, long offset, Bytes bytes) ->
          content.write(offset, bytes.array(), 0, bytes.length());
      case Op.Resize(_, long size) -> content.resize(size);
    }
  }

  /// The kernel looks for a fatal signal between the pages of a write, so the next one may have
  /// been done in part.
  private static void begin(Op next, Map<Integer, Content> contents, RandomGenerator random) {
    if (next instanceof Op.Write(int file, long offset, Bytes bytes) && random.nextBoolean()) {
      int first = (int) (PAGE - offset % PAGE);
      int pages = bytes.length() <= first ? 0 : 1 + (bytes.length() - first - 1) / PAGE;
      if (pages > 0) {
        int length = first + PAGE * random.nextInt(pages);
        contents.computeIfAbsent(file, _ -> new Content()).write(offset, bytes.array(), 0, length);
      }
    }
  }

  /// What becomes of the operations on one file that were not made durable.
  private static final class Loss {
    enum Style {
      ALL,
      NONE,
      HALF,
      TORN,
      FIRST,
      LAST
    }

    private final Style style;
    private final int turn;
    private final boolean sized;
    private final RandomGenerator random;
    private int seen;

    private Loss(Style style, int turn, boolean sized, RandomGenerator random) {
      this.style = style;
      this.turn = turn;
      this.sized = sized;
      this.random = random;
    }

    static Loss of(int count, RandomGenerator random) {
      Style[] styles = Style.values();
      return new Loss(
          styles[random.nextInt(styles.length)],
          random.nextInt(count + 1),
          random.nextInt(3) == 0,
          random);
    }

    void apply(Content content, Op.Content op) {
      int number = seen++;
      boolean kept =
          switch (style) {
            case ALL, TORN -> true;
            case NONE -> false;
            case HALF -> random.nextBoolean();
            case FIRST -> number < turn;
            case LAST -> number >= turn;
          };
      if (kept && style == Style.TORN && op instanceof Op.Write(_, long offset, Bytes bytes)) {
        content.tear(offset, bytes.array(), random);
      } else if (kept) {
        write(content, op);
      }
      // The size is kept by the file system itself, which may have written it before the data.
      if (sized && op instanceof Op.Write(_, long offset, Bytes bytes)) {
        content.extend(offset + bytes.length());
      }
    }
  }
}
