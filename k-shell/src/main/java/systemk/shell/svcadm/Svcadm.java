package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
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
    if (verb.equals("milestone")) {
      return Milestone.run(invocation, arguments, global.has('v'));
    }
    if (verb.equals("_smf_backup")) {
      return backup(invocation, arguments, output);
    }
    return Request.read(global, verb, arguments)
        .fold(
            misuse -> usage(misuse.message().isEmpty() ? output : output.warn(misuse.message())),
            request -> new Outcome.Edit(state -> decide(invocation, request, state)));
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

  private static Outcome.Decision decide(
      Invocation invocation, Request request, RepositoryState state) {
    Output output = new Output(invocation.program());
    Operands operands = new Operands(state, output);
    Vector<InstanceFmri> named =
        request.inState().isDefined()
            ? inState(state, request.inState().get(), output)
            : request.verb() instanceof Verb.Converge && request.operands().isEmpty()
                ? state.instances().toVector()
                : operands.certainInstances(request.operands());
    Vector<Step> steps = new Steps(state, invocation, output).plan(request.verb(), named);
    if (!invocation.mayWrite()) {
      steps.forEach(step -> output.fail(denial(step, request.verbose())));
      return new Outcome.Decision.Answer(output.exit());
    }
    Vector<Change> changes = steps.flatMap(Step::changes);
    if (request.verbose()) {
      steps.filter(step -> !step.said().isEmpty()).forEach(step -> output.line(step.said()));
    }
    if (changes.isEmpty()) {
      return new Outcome.Decision.Answer(after(request, steps, state, output));
    }
    return new Outcome.Decision.Commit(
        changes,
        "",
        _ -> after(request, steps, state, output),
        reasons -> refused(invocation, reasons));
  }

  private static Vector<InstanceFmri> inState(RepositoryState state, String name, Output output) {
    Vector<InstanceFmri> found =
        state.instances().filter(i -> Status.of(state, i).state().equals(name)).toVector();
    if (found.isEmpty()) {
      output.fail("No instances are in state " + name + ".");
    }
    return found;
  }

  private static String denial(Step step, boolean verbose) {
    return verbose
        ? step.instance()
            + ": Couldn't modify \""
            + step.group()
            + "\" property group (permission denied)."
        : step.instance() + ": Permission denied.";
  }

  private static Outcome refused(Invocation invocation, Vector<Rejection> reasons) {
    Output output = new Output(invocation.program());
    reasons.forEach(reason -> output.fail(reason.message()));
    return output.exit();
  }

  /// What follows the write: the end, or the wait for it to have happened.
  private static Outcome after(
      Request request, Vector<Step> steps, RepositoryState before, Output output) {
    if (request.patience().isEmpty() || steps.isEmpty()) {
      return output.exit();
    }
    Vector<Completion> completions =
        steps.map(step -> new Completion(step, Status.of(before, step.instance())));
    return new Waiting(completions, output.exit(), before, request.patience().get()).outcome();
  }
}
