package systemk.linux;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A process to be made: what it runs, with what, and where its output goes. Its standard input is
/// `/dev/null`, it leads its own session, blocks and ignores no signal, and has nothing open but
/// what is named here.
///
/// @param path the file to execute
/// @param arguments all of argv, the name of the program included
/// @param environment `NAME=value` each, and nothing else
/// @param output where file descriptor 1 goes
/// @param error where file descriptor 2 goes
/// @param passed what its descriptors from 3 on are: by their number there, the number here
/// @param cgroup the directory of the cgroup it is made in; null for that of this process
/// @param own variables that are set to its number; only for one that is made in a cgroup
public record Program(
    String path,
    List<String> arguments,
    List<String> environment,
    Path directory,
    Output output,
    Output error,
    SortedMap<Integer, Integer> passed,
    @Nullable Path cgroup,
    List<String> own) {
  public Program {
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
    own = List.copyOf(own);
    passed = Collections.unmodifiableSortedMap(new TreeMap<>(passed));
    if (!passed.isEmpty() && passed.firstKey() < 3) {
      throw new IllegalArgumentException("descriptors 0 to 2 have their own members");
    }
    if (cgroup == null && !own.isEmpty()) {
      throw new IllegalArgumentException("posix_spawn(3) cannot tell a process its number");
    }
  }

  /// A process with nothing open but the three descriptors everybody has.
  public Program(
      String path,
      List<String> arguments,
      List<String> environment,
      Path directory,
      Output output,
      Output error) {
    this(path, arguments, environment, directory, output, error, new TreeMap<>(), null, List.of());
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
