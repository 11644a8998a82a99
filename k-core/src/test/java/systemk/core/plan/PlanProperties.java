package systemk.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.engine.Graphs;
import systemk.core.engine.Spec;
import systemk.core.engine.World;
import systemk.core.fmri.InstanceFmri;
import systemk.core.plan.Act.Verb;
import systemk.core.property.Layer;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.restarter.LifecycleRecord;

/// A plan names whatever its transaction asks of services, and whatever runs afterwards that did
/// not, or runs no longer.
class PlanProperties {
  private static final Author ADMIN = new Author(0, 0, 1, "svccfg");

  /// One edit: the service it is about, and what is set there.
  record Edit(int service, String group, String property, String value) {}

  @Provide
  Arbitrary<Vector<Spec>> services() {
    return Graphs.acyclic()
        .flatMap(
            specs ->
                Combinators.combine(
                        Arbitraries.of(true, false).list().ofSize(specs.size()),
                        Arbitraries.of("", ":true", "/bin/refresh").list().ofSize(specs.size()))
                    .as((empty, refresh) -> made(specs, empty, refresh)));
  }

  /// None is refreshed by a signal: that kills what the simulated kernel runs, and a plan is about
  /// a world where nothing fails.
  private static Vector<Spec> made(Vector<Spec> specs, List<Boolean> empty, List<String> refresh) {
    return specs.zipWithIndex(
        (spec, i) -> {
          Spec plain = spec.withoutGroup("refresh");
          Spec some = empty.get(i) ? withoutMethods(plain) : plain;
          return refresh.get(i).isEmpty() ? some : some.with("refresh", "exec", refresh.get(i));
        });
  }

  private static Spec withoutMethods(Spec spec) {
    return spec.lasting("transient").with("start", "exec", ":true").with("stop", "exec", ":true");
  }

  @Provide
  Arbitrary<Vector<Edit>> edits() {
    Arbitrary<Tuple2<String, String>> where =
        Arbitraries.of(
            Tuple.of("config", "port"), Tuple.of("start", "exec"), Tuple.of("general", "enabled"));
    return Combinators.combine(
            Arbitraries.integers().between(0, 5), where, Arbitraries.of("true", "false"))
        .as((service, name, value) -> new Edit(service, name._1, name._2, value))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(Vector::ofAll);
  }

  @Property(tries = 200)
  void aPlanNamesWhatIsAskedAndWhatComesOfIt(
      @ForAll("services") Vector<Spec> specs, @ForAll("edits") Vector<Edit> edits) {
    World world = new World();
    world.addAll(specs);
    world.commit(
        specs.map(
            spec ->
                new Change.AddGroup(
                    spec.fmri(), "config", "application", true, Layer.ADMIN, false)));
    world.boot();
    world.settle();
    Vector<InstanceFmri> all = specs.map(Spec::fmri);
    Map<InstanceFmri, Boolean> before = running(world, all);

    Vector<Change> wanted = edits.map(edit -> change(specs, edit));
    RepositoryState state = world.repository();
    Vector<Change> changes =
        Convergence.effective(state, applied(state, wanted), wanted, 1_000_000_000L);
    Vector<Act> acts =
        Rehearsal.of(state, applied(state, changes), changes, Instant.EPOCH, _ -> Option.none());

    assertThat(changes.flatMap(PlanProperties::asked))
        .allMatch(
            one -> acts.exists(act -> act.fmri().equals(one._1) && answers(act.verb(), one._2)));
    world.commit(changes);
    world.settle();
    Map<InstanceFmri, Boolean> after = running(world, all);
    for (InstanceFmri fmri : all) {
      Vector<Verb> mine = acts.filter(act -> act.fmri().equals(fmri)).map(Act::verb);
      boolean planned =
          mine.filter(verb -> verb != Verb.REFRESH)
              .lastOption()
              .map(verb -> verb == Verb.START)
              .getOrElse(before.get(fmri).get());
      assertThat(planned).as("%s of %s", fmri, acts).isEqualTo(after.get(fmri).get());
    }
  }

  /// Who is restarted because of another one has read its configuration, too.
  private static boolean answers(Verb planned, Verb asked) {
    return planned == asked || (asked == Verb.REFRESH && planned == Verb.STOP);
  }

  private static Map<InstanceFmri, Boolean> running(World world, Vector<InstanceFmri> all) {
    return HashMap.ofEntries(all.map(fmri -> Tuple.of(fmri, world.lifecycle(fmri).isRunning())));
  }

  private static RepositoryState applied(RepositoryState state, Vector<Change> changes) {
    return Transactions.apply(state, Transaction.of(ADMIN, changes)).get();
  }

  private static Change change(Vector<Spec> specs, Edit edit) {
    InstanceFmri fmri = specs.get(edit.service() % specs.size()).fmri();
    var property =
        edit.group().equals("general")
            ? systemk.core.property.Property.of(edit.property(), edit.value().equals("true"))
            : systemk.core.property.Property.of(
                edit.property(), edit.group().equals("start") ? ":true" : edit.value());
    return new Change.SetProperty(fmri, edit.group(), property, Layer.ADMIN, Option.none());
  }

  /// What a change asks of its instance, as the act that is to be planned.
  private static Vector<Tuple2<InstanceFmri, Verb>> asked(Change change) {
    return change instanceof Change.Report report && report.group().equals(LifecycleRecord.ACTIONS)
        ? report
            .set()
            .toVector()
            .map(
                request ->
                    Tuple.of(
                        report.instance(),
                        switch (request.name()) {
                          case "restart" -> Verb.STOP;
                          case "refresh" -> Verb.REFRESH;
                          case "maint_off" -> Verb.CLEAR;
                          default -> throw new AssertionError(request.name());
                        }))
        : Vector.empty();
  }
}
