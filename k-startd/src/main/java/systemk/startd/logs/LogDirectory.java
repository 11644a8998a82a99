package systemk.startd.logs;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import systemk.core.logs.LogPiece;

/// What can be done to the files of the log directory. Each of these is one step, after which this
/// process may be gone.
interface LogDirectory {

  /// A piece that is there.
  ///
  /// @param bytes how much room it takes
  record Kept(LogPiece piece, long bytes, Instant modified) {}

  /// All pieces that are there.
  List<Kept> pieces() throws IOException;

  /// A piece that was just made.
  Kept look(LogPiece piece) throws IOException;

  /// The size of a file; zero if it is not there.
  long size(String name);

  /// What a log begins with, as far as a marker may reach; nothing if there is none.
  String beginning(String log) throws IOException;

  /// Makes a compressed copy of the first bytes of a file, durable when this returns.
  void copy(String name, long bytes, LogPiece part) throws IOException;

  /// Writes a text over the beginning of a log, durable when this returns.
  void overwrite(String log, String text) throws IOException;

  /// Writes back what was written over, out of the copy that has it.
  void restore(String log, LogPiece copy, int bytes) throws IOException;

  /// Renames a file to a name there is none of.
  void rename(String from, String to) throws IOException;

  /// Makes names durable.
  void sync() throws IOException;

  /// Whether the file system can [#cut] at all.
  boolean canCut() throws IOException;

  /// Takes bytes off the beginning of a log under whoever writes to it. Says whether the file
  /// system could do it.
  boolean cut(String log, long bytes) throws IOException;

  void delete(LogPiece piece) throws IOException;
}
