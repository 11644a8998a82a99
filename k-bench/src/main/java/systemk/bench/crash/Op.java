package systemk.bench.crash;

/// One thing that happened to the recorded files, or that the program said to somebody. Their order
/// is that in which the calls returned; what a program says counts from the moment it begins to.
sealed interface Op {
  /// Something happened to the names in a directory.
  sealed interface Naming extends Op {
    /// The directory whose names changed.
    default String directory() {
      String path = path();
      return path.substring(0, path.lastIndexOf('/'));
    }

    /// The name that was made, removed or replaced.
    String path();
  }

  /// A new file.
  record Create(String path, int file) implements Naming {}

  /// A new directory.
  record Mkdir(String path) implements Naming {}

  /// A name was removed.
  record Unlink(String path) implements Naming {}

  /// A file got another name.
  record Rename(String from, String path) implements Naming {}

  /// A file got a second name.
  record Link(String from, String path) implements Naming {}

  /// Something happened to the content of a file.
  sealed interface Content extends Op {
    int file();
  }

  /// Bytes were written.
  record Write(int file, long offset, Bytes bytes) implements Content {}

  /// The size was set.
  record Resize(int file, long size) implements Content {}

  /// The file was made durable.
  ///
  /// @param covers the operations before this one are; later ones were under way when the program
  ///   asked
  record Sync(int file, int covers) implements Op {}

  /// The names in a directory were made durable.
  record SyncDirectory(String path, int covers) implements Op {}

  /// The program sent bytes to somebody.
  ///
  /// @param channel tells one connection from another
  record Said(int channel, Bytes bytes) implements Op {}
}
