package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;
import systemk.shell.view.Status;

/// `svcadm milestone`: which part of the services is to run, written where k.startd looks for it
/// (smf.md §3.9).
final class Milestone {
  /// The instance that holds the options of k.startd.
  private static final InstanceFmri RESTARTER = Status.DEFAULT_RESTARTER;

  private static final Vector<String> MAJOR =
      Vector.of(
          "svc:/milestone/single-user:default",
          "svc:/milestone/multi-user:default",
          "svc:/milestone/multi-user-server:default");

  private Milestone() {}

  static Outcome run(Invocation invocation, Vector<String> arguments, boolean verbose) {
    Output output = new Output(invocation.program());
    Either<String, Options> parsed = Options.parse("d", arguments);
    if (parsed.isLeft()) {
      return Svcadm.usage(output.warn(parsed.getLeft()));
    }
    Options options = parsed.get();
    if (options.operands().size() != 1) {
      return Svcadm.usage(output);
    }
    return new Outcome.Edit(
        state -> decide(invocation, state, options.operands().head(), options.has('d'), verbose));
  }

  private static Outcome.Decision decide(
      Invocation invocation,
      RepositoryState state,
      String text,
      boolean permanently,
      boolean verbose) {
    Output output = new Output(invocation.program());
    Option<String> milestone = named(state, text);
    if (milestone.isEmpty()) {
      output.warn("\"" + text + "\" is not a valid major milestone.");
      return new Outcome.Decision.Answer(Svcadm.usage(output));
    }
    if (!invocation.mayWrite()) {
      return new Outcome.Decision.Answer(output.fail(RESTARTER + ": Permission denied.").exit());
    }
    if (verbose) {
      output.line("Milestone set to \"" + milestone.get() + "\".");
    }
    return new Outcome.Decision.Commit(
        existing(state).appendAll(changes(state, milestone.get(), permanently)),
        "",
        _ -> output.exit(),
        reasons -> {
          reasons.forEach(reason -> output.fail(reason.message()));
          return output.exit();
        });
  }

  private static Option<String> named(RepositoryState state, String text) {
    if (text.equals("all") || text.equals("none")) {
      return Option.some(text);
    }
    Vector<String> found =
        new Operands(state, new Output("svcadm"))
            .instances(text)
            .map(InstanceFmri::toString)
            .filter(MAJOR::contains);
    return found.size() == 1 ? found.headOption() : Option.none();
  }

  private static Vector<Change> existing(RepositoryState state) {
    Vector<Change> changes = Vector.empty();
    if (!state.exists(RESTARTER.service())) {
      changes = changes.append(new Change.AddService(RESTARTER.service()));
    }
    return state.exists(RESTARTER) ? changes : changes.append(new Change.AddInstance(RESTARTER));
  }

  private static Vector<Change> changes(
      RepositoryState state, String milestone, boolean permanently) {
    Property property = Property.of("milestone", milestone);
    if (!permanently) {
      return Vector.of(
          new Change.Report(
              RESTARTER, "options_ovr", "framework", Vector.of(property), Vector.empty()));
    }
    Vector<Change> changes =
        Vector.of(
            new Change.AddGroup(RESTARTER, "options", "framework", true, Layer.ADMIN, false),
            new Change.SetProperty(RESTARTER, "options", property, Layer.ADMIN, Option.none()));
    return state.ownGroup(RESTARTER, "options_ovr").isDefined()
        ? changes.append(
            new Change.Report(
                RESTARTER, "options_ovr", "framework", Vector.empty(), Vector.of("milestone")))
        : changes;
  }
}
