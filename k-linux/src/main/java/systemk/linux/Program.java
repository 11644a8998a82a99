package systemk.linux;

import java.nio.file.Path;
import java.util.List;

/// A process to be made: what it runs, with what, and where its output goes. Its standard input is
/// `/dev/null`, it leads its own session, blocks and ignores no signal, and has nothing else open.
///
/// @param path the file to execute
/// @param arguments all of argv, the name of the program included
/// @param environment `NAME=value` each, and nothing else
/// @param output where file descriptor 1 goes
/// @param error where file descriptor 2 goes
public record Program(
    String path,
    List<String> arguments,
    List<String> environment,
    Path directory,
    Output output,
    Output error) {
  public Program {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
  }

  /// Where an output descriptor leads.
  public sealed interface Output {
    /// The end of a file, which is made if it is missing. Several writers do not overwrite each
    /// other.
    record Append(Path file) implements Output {}

    /// Where the same descriptor of this process leads.
    record Inherit() implements Output {}
  }
}
