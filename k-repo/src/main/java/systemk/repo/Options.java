package systemk.repo;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/// Where a repository is kept and how.
///
/// @param directory the persistent part
/// @param volatileDirectory the part that ends with the boot; best on a tmpfs
/// @param boot what tells this boot of the machine or container from any other
/// @param clock the time that is written into the ledger
/// @param limits sizes
/// @param backsUp whether what a new boot finds is backed up, in the background
/// @param notices hears, in one line each, what an administrator may want to know: a torn frame cut
///   off, a checkpoint that failed. Called on any thread
public record Options(
    Path directory,
    Path volatileDirectory,
    String boot,
    InstantSource clock,
    Limits limits,
    boolean backsUp,
    Consumer<String> notices) {

  /// The usual limits, with a backup at each boot.
  public static Options of(
      Path directory,
      Path volatileDirectory,
      String boot,
      InstantSource clock,
      Consumer<String> notices) {
    return new Options(directory, volatileDirectory, boot, clock, Limits.DEFAULT, true, notices);
  }

  /// How much of everything.
  ///
  /// @param checkpointBytes how much journal is written before the next checkpoint
  /// @param rebaseBytes how large the volatile journal grows before it is written anew
  /// @param batch the most proposals in one group commit
  /// @param remembered how many transactions are kept at hand
  /// @param frameBytes the largest frame
  public record Limits(
      long checkpointBytes, long rebaseBytes, int batch, int remembered, int frameBytes) {
    public static final Limits DEFAULT = new Limits(4 << 20, 4 << 20, 256, 4096, 64 << 20);
  }
}
