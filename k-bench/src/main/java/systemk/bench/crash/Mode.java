package systemk.bench.crash;

/// What a crash may take away.
public enum Mode {
  /// The program is killed: nothing is lost but the end of a write that was under way.
  KILL,
  /// The power fails on a file system that journals its names in order, as ext4 does: what was
  /// written to a file since it was last made durable may be there, or not, or in parts; names are
  /// those of some instant not before the last time any file was made durable.
  EXT4,
  /// The power fails, and the file system promises no more than POSIX: names, too, are durable only
  /// once their directory was made so.
  STRICT
}
