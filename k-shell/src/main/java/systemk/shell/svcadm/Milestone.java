package systemk.shell.svcadm;

import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import java.time.Instant;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.plan.Act;
import systemk.core.plan.Rehearsal;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.svcadm.Request.Misuse;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;
import systemk.shell.view.Status;

/// `svcadm milestone`: which part of the services is to run, written where k.startd looks for it
/// (smf.md §3.9).
public final class Milestone {
  /// The instance that holds the options of k.startd.
  private static final InstanceFmri RESTARTER = Status.DEFAULT_RESTARTER;

  /// The milestone of a single administrator.
  public static final String SINGLE_USER = "svc:/milestone/single-user:default";

  private static final Vector<String> MAJOR =
      Vector.of(
          SINGLE_USER,
          "svc:/milestone/multi-user:default",
          "svc:/milestone/multi-user-server:default");

  private Milestone() {}

  /// The milestone a word means to whoever boots a machine: `all`, `none`, or a major one, in full
  /// or without what all have in common.
  public static Option<String> major(String word) {
    return word.equals("all") || word.equals("none")
        ? Option.some(word)
        : MAJOR.find(
            full -> full.equals(word) || full.equals("svc:/milestone/" + word + ":default"));
  }

  static Outcome run(Invocation invocation, Vector<String> arguments, boolean verbose) {
    Output output = new Output(invocation.program());
    return Options.parse("d" + Patience.OPTIONS, arguments)
        .mapLeft(Misuse::new)
        .filterOrElse(options -> options.operands().size() == 1, _ -> new Misuse(""))
        .flatMap(
            options ->
                Patience.of(options).map(wait -> new Asked(invocation, options, wait, verbose)))
        .<Outcome>fold(
            misuse -> Svcadm.usage(output, misuse),
            asked -> new Outcome.Edit(state -> decide(asked, state)));
  }

  private record Asked(
      Invocation invocation, Options options, Option<Duration> patience, boolean verbose) {}

  private static Outcome.Decision decide(Asked asked, RepositoryState state) {
    Output output = new Output(asked.invocation().program());
    String text = asked.options().operands().head();
    Option<String> milestone = named(state, text);
    if (milestone.isEmpty()) {
      output.warn("\"" + text + "\" is not a valid major milestone.");
      return new Outcome.Decision.Answer(Svcadm.usage(output));
    }
    if (asked.verbose()) {
      output.line("Milestone set to \"" + milestone.get() + "\".");
    }
    Vector<Change> changes =
        existing(state).appendAll(changes(state, milestone.get(), asked.options().has('d')));
    return new Outcome.Decision.Commit(
        changes,
        "",
        after ->
            asked.patience().isEmpty()
                ? output.exit()
                : Execution.waiting(
                    awaited(state, after, changes, asked.invocation().now(), milestone.get()),
                    state,
                    output.exit(),
                    asked.patience().get()),
        reasons -> {
          Output refused = new Output(asked.invocation().program());
          reasons.map(Milestone::said).distinct().forEach(refused::fail);
          return refused.exit();
        });
  }

  private static String said(Rejection reason) {
    return reason instanceof Rejection.Denied
        ? RESTARTER + ": Permission denied."
        : reason.message();
  }

  /// What the change leads to, by rehearsal: it is reached when everything has come up that comes
  /// up because of it, and gone down that goes down.
  private static Vector<Step> awaited(
      RepositoryState before,
      RepositoryState after,
      Vector<Change> changes,
      Instant now,
      String milestone) {
    Map<InstanceFmri, Step.Goal> goals =
        Fmri.parseInstance(milestone)
            .toOption()
            .map(fmri -> LinkedHashMap.of(fmri, Step.Goal.UP))
            .getOrElse(LinkedHashMap::empty);
    for (Act act : Rehearsal.of(before, after, changes, now, _ -> Option.none())) {
      goals =
          switch (act.verb()) {
            case START -> goals.put(act.fmri(), Step.Goal.UP);
            case STOP -> goals.put(act.fmri(), Step.Goal.DOWN);
            case REFRESH, CLEAR, MAINTENANCE -> goals;
          };
    }
    return goals.toVector().map(goal -> Step.awaited(goal._1, goal._2));
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

  /// The changes that have this milestone count until the next boot.
  public static Vector<Change> untilReboot(RepositoryState state, String milestone) {
    return existing(state).appendAll(changes(state, milestone, false));
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
