package systemk.core.method;

import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.context.MethodContext;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// What a method does, read from its property group (smf.md §4.1, §4.4).
public sealed interface Method {

  /// There is no such method, which counts as a success. The line goes into the log.
  record Absent(String line) implements Method {}

  /// `:true`: a success without running anything.
  record Nothing() implements Method {}

  /// `:kill [-SIGNAL]`: a signal to every process of the contract.
  record Kill(String signal) implements Method {}

  /// A command for the shell.
  record Run(String command, MethodContext context) implements Method {}

  /// It cannot be run as it is configured. The line says why.
  record Broken(String line) implements Method {}

  /// What the configuration says about this method.
  static Method of(Composition configuration, InstanceFmri instance, MethodKind kind) {
    String group = kind.token();
    if (!configuration.hasGroup(group)) {
      return new Absent(
          kind == MethodKind.REFRESH
              ? "No 'refresh' method defined.  Treating as :true."
              : "Method property group '" + group + "' is not present.");
    }
    Option<String> exec = configuration.value(group, "exec");
    if (exec.isEmpty()) {
      // The missing quote is SMF's own, and tools look for the line.
      return new Absent("Method property '" + group + "/exec is not present.");
    }
    return command(configuration, instance, kind, exec.get().strip());
  }

  private static Method command(
      Composition configuration, InstanceFmri instance, MethodKind kind, String exec) {
    if (exec.equals(":true")) {
      return new Nothing();
    }
    if (exec.equals(":kill") || exec.startsWith(":kill ")) {
      String argument = exec.substring(":kill".length()).strip();
      return Signals.number(argument.isEmpty() ? "-TERM" : argument)
          .<Method>map(Kill::new)
          .getOrElse(() -> new Broken("Invalid signal in \"" + exec + "\"."));
    }
    if (exec.startsWith(":")) {
      return new Broken("Unknown method \"" + exec + "\".");
    }
    Either<String, String> expanded = ExecTokens.expand(exec, instance, kind, configuration);
    return expanded
        .mapLeft(error -> "Could not expand method tokens in \"" + exec + "\": " + error + ".")
        .flatMap(text -> MethodContext.of(configuration, kind.token()).map(c -> new Run(text, c)))
        .fold(Broken::new, run -> run);
  }

  /// How long the method may take; none if it may take for ever: 0, -1 or unreadable (smf.md §4.6).
  static Option<Duration> timeout(Composition configuration, MethodKind kind) {
    return configuration
        .property(kind.token(), "timeout_seconds")
        .flatMap(Property::asLong)
        .filter(seconds -> seconds > 0)
        .map(seconds -> Duration.ofSeconds(Math.min(seconds, Duration.ofDays(3650).toSeconds())));
  }
}
