package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.function.Function;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.manual.Manual;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;
import systemk.shell.view.Status;

/// Asks for changes of the state of instances (smf.md §1.3). Whatever is asked for is written in
/// one transaction over all operands; restarters learn of it from the repository.
public final class Svcadm {
  private static final String SPEC = "S:vZz:?";

  private Svcadm() {}

  public static Outcome run(Invocation invocation) {
    Output output = new Output(invocation.program());
    Either<String, Options> parsed = Options.parse(SPEC, invocation.arguments());
    if (parsed.isLeft()) {
      return usage(output.warn(parsed.getLeft()));
    }
    Options global = parsed.get();
    if (global.has('?')) {
      return Outcome.Exit.ok(usage() + "\n" + Manual.of("svcadm").help("Options"));
    }
    if (global.operands().isEmpty() || (global.has('z') && global.has('Z'))) {
      return usage(output);
    }
    for (String zone : global.all('z')) {
      if (!zone.equals("global")) {
        return output.fail("zone '" + zone + "' does not exist").exit();
      }
    }
    String verb = global.operands().head();
    Vector<String> arguments = global.operands().tail();
    boolean verbose = global.has('v');
    return switch (verb) {
      case "milestone" -> Milestone.run(invocation, arguments, verbose);
      case "delegate" -> Delegate.run(invocation, arguments, verbose);
      case "goals" -> GoalServices.run(invocation, arguments, verbose);
      case "upgrade" -> Upgrade.run(invocation, arguments, verbose);
      case "_smf_backup" -> backup(invocation, arguments, output);
      case "_smf_repository_switch" ->
          output.fail("_smf_repository_switch: the repository has one place only.").exit();
      default ->
          Request.read(global, verb, arguments)
              .fold(
                  misuse -> usage(output, misuse),
                  request -> asked(invocation, asker -> state -> decide(asker, request, state)));
    };
  }

  /// An edit that knows who asks for it.
  static Outcome asked(
      Invocation invocation, Function<Asker, Function<RepositoryState, Outcome.Decision>> decide) {
    return new Outcome.Need(
        new Outcome.Question.Asker(),
        reply -> new Outcome.Edit(decide.apply(Asker.of(invocation, reply))));
  }

  /// SMF's private way to ask for a backup (smf.md §1.3).
  private static Outcome backup(Invocation invocation, Vector<String> arguments, Output output) {
    if (arguments.size() != 1) {
      return usage(output);
    }
    if (!invocation.mayWrite()) {
      return output.fail("Permission denied.").exit();
    }
    return new Outcome.Need(
        new Outcome.Question.Backup(arguments.head()),
        reply ->
            reply instanceof Outcome.Reply.Failed(String reason)
                ? output.fail(reason).exit()
                : output.exit());
  }

  static Outcome.Exit usage(Output output, Request.Misuse misuse) {
    return usage(misuse.message().isEmpty() ? output : output.warn(misuse.message()));
  }

  static Outcome.Exit usage(Output output) {
    return new Outcome.Exit("", output.err() + usage(), 2);
  }

  private static String usage() {
    Manual manual = Manual.of("svcadm");
    return manual.usage("Usage: ")
        + "\n"
        + manual.subcommandUsage()
        + "\n"
        + manual.help("Operands");
  }

  private static Outcome.Decision decide(Asker asker, Request request, RepositoryState state) {
    Invocation invocation = asker.invocation();
    Output output = new Output(invocation.program());
    Operands operands = new Operands(state, output);
    Vector<InstanceFmri> named =
        request.inState().isDefined()
            ? inState(state, request.inState().get(), output)
            : request.verb() instanceof Verb.Converge && request.operands().isEmpty()
                ? state.instances().toVector()
                : operands.certainInstances(request.operands());
    Vector<Step> steps = new Steps(state, asker, output).plan(request.verb(), named);
    return new Execution(asker, request.verbose(), request.patience()).of(steps, state, output);
  }

  private static Vector<InstanceFmri> inState(RepositoryState state, String name, Output output) {
    Vector<InstanceFmri> found =
        state.instances().filter(i -> Status.of(state, i).state().equals(name)).toVector();
    if (found.isEmpty()) {
      output.fail("No instances are in state " + name + ".");
    }
    return found;
  }
}
