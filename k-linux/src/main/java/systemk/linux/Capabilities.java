package systemk.linux;

import java.util.Optional;

/// What the programs a process runs can have of capabilities(7): a bit for each, by its number in
/// the kernel.
///
/// @param bounding what they can have at all, were they root's
/// @param ambient what those of an ordinary user have
public record Capabilities(long bounding, long ambient) {
  /// Reads `/proc/PID/status`.
  static Optional<Capabilities> parse(String status) {
    Optional<Long> bounding = line(status, "CapBnd:");
    Optional<Long> ambient = line(status, "CapAmb:");
    return bounding.flatMap(b -> ambient.map(a -> new Capabilities(b, a)));
  }

  private static Optional<Long> line(String status, String label) {
    return status
        .lines()
        .filter(line -> line.startsWith(label))
        .map(line -> Long.parseUnsignedLong(line.substring(label.length()).strip(), 16))
        .findFirst();
  }
}
