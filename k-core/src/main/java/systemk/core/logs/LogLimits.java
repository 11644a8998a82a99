package systemk.core.logs;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// How much of what a service says is kept: the `logs` property group.
///
/// @param maxSize the size at which the head of the log is taken off (`max_size`, in bytes); zero
///   if never
/// @param maxArchives how many heads are kept (`max_archives`)
public record LogLimits(long maxSize, int maxArchives) {
  public static final String GROUP = "logs";

  /// Heads are whole multiples of this, because file systems take off nothing but whole blocks of
  /// theirs, and hardly any has larger ones.
  public static final long BLOCK = 64 << 10;

  /// Smaller logs are left alone, whatever is configured: one block to take off, one to stay.
  public static final long SMALLEST = 2 * BLOCK;

  /// What holds for a service that says nothing else.
  public static final LogLimits DEFAULT = new LogLimits(1 << 20, 10);

  /// The bytes that all archives together may have, if nothing else is configured.
  public static final long DEFAULT_TOTAL = 1L << 30;

  private static final long LARGEST = 1L << 30;
  private static final int MOST = 1000;

  /// The limits of an instance: its own, else those of the restarter, else [#DEFAULT].
  public static LogLimits of(Composition own, Composition restarter) {
    long size = number(own, restarter, "max_size").getOrElse(DEFAULT.maxSize);
    long archives = number(own, restarter, "max_archives").getOrElse((long) DEFAULT.maxArchives);
    return new LogLimits(
        size <= 0 ? 0 : Math.clamp(size, SMALLEST, LARGEST), Math.clamp(archives, 0, MOST));
  }

  /// The bytes that all archives together may have (`max_total` of the restarter).
  public static long total(Composition restarter) {
    return number(restarter, restarter, "max_total")
        .filter(bytes -> bytes >= 0)
        .getOrElse(DEFAULT_TOTAL);
  }

  private static Option<Long> number(Composition own, Composition restarter, String property) {
    return own.property(GROUP, property)
        .orElse(() -> restarter.property(GROUP, property))
        .flatMap(Property::asLong);
  }

  /// What to take off a log of this size next; nothing if it is not too large.
  public Option<Cut> next(long size) {
    if (maxSize == 0 || size < maxSize) {
      return Option.none();
    }
    // A file system takes off nothing that reaches the end of the file.
    long bytes = Math.min(maxSize, size - 1) / BLOCK * BLOCK;
    return Option.some(new Cut(bytes, size / maxSize <= maxArchives));
  }

  /// Those of the archives of one log, in any order, that are too many.
  public Vector<LogPiece> surplus(Vector<LogPiece> archives) {
    return archives.sortBy(LogPiece::number).dropRight(maxArchives);
  }
}
