package systemk.init;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import systemk.linux.Kernel;
import systemk.linux.ProcessId;
import systemk.linux.ProcessStat;
import systemk.linux.Program;
import systemk.linux.Program.Output;

/// A program k.init runs for itself, on the console and in no contract. The reaper reaps it as it
/// does any child.
record Helper(ProcessId process) {

  /// Starts a program.
  ///
  /// @throws systemk.linux.KernelException if there is no such program
  static Helper start(Kernel kernel, Path program, String... arguments) {
    List<String> words = new ArrayList<>(List.of(program.toString()));
    words.addAll(List.of(arguments));
    List<String> environment =
        System.getenv().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    int pid =
        kernel.spawn(
            new Program(
                program.toString(),
                words,
                environment,
                Path.of("/"),
                new Output.Inherit(),
                new Output.Inherit()));
    // Nobody reaps but the loop's thread, which is who calls.
    Optional<ProcessStat> stat = kernel.stat(pid);
    return new Helper(
        stat.map(ProcessStat::id)
            .orElseThrow(() -> new IllegalStateException("process " + pid + " is not in /proc")));
  }

  boolean isRunning(Kernel kernel) {
    return kernel
        .stat(process.pid())
        .filter(stat -> stat.id().equals(process) && stat.isAlive())
        .isPresent();
  }
}
