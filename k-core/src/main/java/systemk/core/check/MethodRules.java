package systemk.core.check;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExecTokens;
import systemk.core.method.Method;
import systemk.core.method.MethodKind;
import systemk.core.method.ProcessModel;
import systemk.core.method.Readiness;
import systemk.core.method.Supervision;
import systemk.core.repository.Composition;
import systemk.core.restarter.Settings;

/// What methods must be: every method says what it runs, and those of k.startd say it so that it
/// can be run. What another restarter makes of an `exec` is its own business.
final class MethodRules {
  private static final String EXEC = "exec";

  private MethodRules() {}

  static Vector<Violation> violations(Subject subject) {
    return subject
        .groupsOfType("method")
        .flatMap(group -> violation(subject, group))
        .appendAll(descriptors(subject));
  }

  /// Kept descriptors are passed from 3 on, where the service may expect the one it says on that it
  /// is ready.
  private static Option<Violation> descriptors(Subject subject) {
    Supervision supervision = Settings.of(subject.configuration()).supervision();
    return !subject.isForeign()
            && supervision.readiness() instanceof Readiness.Descriptor(int number)
            && number < Readiness.USUAL_DESCRIPTOR + supervision.descriptors()
        ? Option.some(
            new Violation.DescriptorConflict(
                subject.owner("startd", "fd_store"), number, supervision.descriptors()))
        : Option.none();
  }

  private static Option<Violation> violation(Subject subject, String group) {
    Composition configuration = subject.configuration();
    Option<String> exec = configuration.value(group, EXEC);
    if (exec.isEmpty()) {
      return Option.some(new Violation.MissingExec(subject.owner(group), group));
    }
    return MethodKind.ofToken(group)
        .filter(_ -> !subject.isForeign())
        .flatMap(kind -> why(subject, kind, exec.get().strip()))
        .map(why -> new Violation.UnusableExec(subject.owner(group, EXEC), group, exec.get(), why));
  }

  /// Why a method cannot be run; none if it can.
  private static Option<String> why(Subject subject, MethodKind kind, String exec) {
    InstanceFmri instance = subject.instance();
    Composition configuration = subject.configuration();
    return switch (Method.of(configuration, instance, kind)) {
      case Method.Absent _, Method.Nothing _, Method.Run _ -> Option.none();
      case Method.Kill _ ->
          kind == MethodKind.STOP && Settings.of(configuration).model() == ProcessModel.TRANSIENT
              ? Option.some("a transient service has no processes to signal")
              : Option.none();
      case Method.Broken _ when exec.startsWith(":") ->
          Option.some("it is neither :true nor :kill [-SIGNAL] with a known signal");
      // What restarters note about an instance is there by the time a method is run.
      case Method.Broken _ when exec.contains("%{restarter/") -> Option.none();
      // If the command can be run, it is the context that cannot, and that has rules of its own.
      case Method.Broken _ ->
          ExecTokens.expand(exec, instance, kind, configuration).swap().toOption();
    };
  }
}
