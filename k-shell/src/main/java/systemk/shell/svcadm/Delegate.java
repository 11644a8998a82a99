package systemk.shell.svcadm;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.delegation.StateReport;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;
import systemk.shell.view.Status;

/// `svcadm delegate`: gives instances to another restarter (smf.md §9.1).
final class Delegate {
  private static final String GENERAL = "general";

  private Delegate() {}

  static Outcome run(Invocation invocation, Vector<String> arguments, boolean verbose) {
    Output output = new Output(invocation.program());
    Either<Request.Misuse, Options> options =
        Options.parse(Patience.OPTIONS, arguments)
            .mapLeft(Request.Misuse::new)
            .filterOrElse(parsed -> parsed.operands().size() >= 2, _ -> new Request.Misuse(""));
    return options
        .flatMap(parsed -> Patience.of(parsed).map(patience -> Tuple.of(parsed, patience)))
        .fold(
            misuse -> Svcadm.usage(output, misuse),
            read ->
                Svcadm.asked(
                    invocation,
                    asker ->
                        state ->
                            decide(
                                new Execution(asker, verbose, read._2),
                                read._1.operands(),
                                state)));
  }

  private static Outcome.Decision decide(
      Execution execution, Vector<String> words, RepositoryState state) {
    Output output = new Output(execution.asker().invocation().program());
    Operands operands = new Operands(state, output);
    Option<InstanceFmri> restarter =
        isDefault(state, words.head())
            ? Option.some(Status.DEFAULT_RESTARTER)
            : operands.one(words.head());
    Vector<InstanceFmri> named =
        restarter.isEmpty() ? Vector.empty() : operands.certainInstances(words.tail());
    Vector<Step> steps =
        named.flatMap(
            instance -> step(execution.asker(), state, instance, restarter.get(), output));
    return execution.of(steps, state, output);
  }

  /// The restarter of those that name none need not be in the repository.
  private static boolean isDefault(RepositoryState state, String word) {
    return !state.exists(Status.DEFAULT_RESTARTER)
        && Operands.abbreviates(word, Status.DEFAULT_RESTARTER);
  }

  private static Option<Step> step(
      Asker asker,
      RepositoryState state,
      InstanceFmri instance,
      InstanceFmri restarter,
      Output output) {
    if (instance.equals(restarter)) {
      output.fail("Instance \"" + instance + "\" cannot be its own restarter.");
      return Option.none();
    }
    String before = Status.restarter(state, instance);
    Vector<Change> changes =
        before.equals(restarter.toString())
            ? Vector.empty()
            : Vector.of(
                    asker.note(instance),
                    new Change.AddGroup(
                        instance, GENERAL, Asker.FRAMEWORK, true, Layer.ADMIN, false),
                    new Change.SetProperty(
                        instance,
                        GENERAL,
                        Property.of("restarter", ValueType.FMRI, restarter.toString()),
                        Layer.ADMIN,
                        Option.none()))
                .appendAll(relieved(asker, before, instance));
    return Option.some(
        new Step(
            instance,
            Step.Goal.DELEGATED,
            "",
            GENERAL,
            changes,
            "Restarter of " + instance + " set to " + restarter + "."));
  }

  /// A restarter that loses an instance stops it and forgets it, and says no more about it, so its
  /// last word counts no longer. k.startd says itself what it makes of what it loses.
  private static Vector<Change> relieved(Asker asker, String before, InstanceFmri instance) {
    return before.equals(Status.DEFAULT_RESTARTER.toString())
        ? Vector.empty()
        : new StateReport(
                instance,
                InstanceState.UNINITIALIZED,
                Option.none(),
                Reason.NONE,
                0,
                Option.none(),
                TreeMap.empty())
            .changes(asker.invocation().now());
  }
}
