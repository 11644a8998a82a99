package systemk.init.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How a new process goes through its [Passage]. Both ways do the same, with the same exit codes
/// and words: k-exec in one exec, where it was built, and a script of /bin/sh everywhere.
public sealed interface Loader permits ChainLoader, Prologue {
  /// The exit code of a process that never became the service.
  int FAILED = 219;

  /// The exit code of a process whose context cannot be had: SMF_EXIT_ERR_CONFIG of smf_method(7),
  /// with which the service is not tried again.
  int MISCONFIGURED = 96;

  /// The loader of an installation.
  static Loader of(Path home) {
    Path program = home.resolve("libexec/k-exec");
    return Files.isExecutable(program) ? new ChainLoader(program) : script();
  }

  /// The one that needs nothing but a shell.
  static Loader script() {
    return new Prologue();
  }

  /// The arguments that end up as the service.
  List<String> wrap(Passage passage);
}
