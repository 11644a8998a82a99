package systemk.repo;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import systemk.json.JsonException;
import systemk.repo.json.StoredTransaction;

/// What the volatile journal of this boot holds.
///
/// The boot is in the file's name, so that what another boot left, torn by a power failure perhaps,
/// is known without being read, and ignored.
///
/// @param base its first frame; none if there is no journal of this boot
/// @param entries what was committed since, in order
/// @param tail where it goes on
record VolatileJournal(
    Option<VolatileBase> base, List<StoredTransaction> entries, Option<Tail> tail) {

  static final VolatileJournal NONE = new VolatileJournal(Option.none(), List.of(), Option.none());

  static Path path(Path directory, String boot) {
    byte[] hash = Frame.sha256().digest(boot.getBytes(StandardCharsets.UTF_8));
    return directory.resolve("v-" + HexFormat.of().formatHex(hash, 0, 8) + ".log");
  }

  /// The name under which a new journal is written before it takes the place of the old one.
  static Path unfinished(Path directory) {
    return directory.resolve("v.tmp");
  }

  /// What other boots left.
  static List<Path> others(Path directory, Path mine) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("v-[0-9a-f]{16}\\.log"))
          .filter(file -> !file.equals(mine))
          .sorted()
          .toList();
    }
  }

  static VolatileJournal read(Path path, Options options) throws IOException, Damage {
    if (!Files.exists(path)) {
      return NONE;
    }
    int limit = options.limits().frameBytes();
    try (var reader = new FrameReader(path, limit, Option.some(Frame.NO_HASH))) {
      try {
        return read(reader, options.boot());
      } catch (JsonException e) {
        throw new Damage(path, reader.offset(), String.valueOf(e.getMessage()), "rm -f " + path);
      }
    }
  }

  private static VolatileJournal read(FrameReader reader, String boot) throws IOException {
    Option<Frame> first = reader.next();
    if (first.isEmpty()) {
      throw new JsonException("it does not begin with a base");
    }
    VolatileBase base = first.get().only(0, "base", VolatileBase::of);
    if (!base.boot().equals(boot)) {
      throw new JsonException("it is of boot \"" + base.boot() + "\"");
    }
    List<StoredTransaction> entries = new ArrayList<>();
    long seq = 1;
    for (Option<Frame> next = reader.next(); next.isDefined(); next = reader.next()) {
      entries.addAll(next.get().transactions(seq));
      seq++;
    }
    if (reader.end() instanceof FrameReader.End.Damaged(String why)) {
      throw new JsonException(why);
    }
    var tail = new Tail(reader.path(), reader.offset(), reader.head(), seq);
    return new VolatileJournal(Option.some(base), entries, Option.some(tail));
  }
}
