package systemk.shell.complete;

import io.vavr.collection.Vector;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Instance;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;

/// `k.complete KIND WORD [OTHER ...]`: lists what of a kind begins with a word, for the completion
/// of shells, a line each; after a tab comes what it is.
///
/// The other words of the command line tell which services it is about: their properties and
/// snapshots are listed, or those of all services if it is about none.
public final class Completing {
  private static final int LONGEST = 1_000;
  private static final String USAGE = "usage: k.complete KIND WORD [OTHER ...]\n";

  private final RepositoryState state;
  private final Names names;
  private final String word;
  private final Vector<String> others;

  private Completing(Names names, String word, Vector<String> others) {
    this.state = names.state();
    this.names = names;
    this.word = word;
    this.others = others;
  }

  public static Outcome run(Invocation invocation, RepositoryState state) {
    Vector<String> arguments = invocation.arguments();
    if (arguments.size() < 2) {
      return Outcome.Exit.failed(USAGE, 2);
    }
    Completing completing =
        new Completing(new Names(state, invocation.tongue()), arguments.get(1), arguments.drop(2));
    Vector<Candidate> candidates =
        switch (arguments.head()) {
          case "instances" -> completing.names.instances(completing.word);
          case "restarters" -> completing.beginning(completing.names.restarters());
          case "entities" -> completing.names.entities(completing.word);
          case "groups" -> completing.beginning(completing.groups());
          case "properties" -> completing.beginning(completing.properties());
          case "snapshots" -> completing.beginning(completing.snapshots());
          case "points" -> completing.beginning(completing.points());
          default -> Vector.empty();
        };
    return Outcome.Exit.ok(candidates.take(LONGEST).map(Candidate::line).mkString());
  }

  private Vector<Candidate> beginning(Vector<Candidate> all) {
    return all.filter(one -> one.word().startsWith(word)).distinct();
  }

  private Vector<Candidate> groups() {
    return subjects()
        .flatMap(subject -> state.ownGroups(subject).values())
        .filter(PropertyGroup::isVisible)
        .map(group -> new Candidate(group.name(), group.type()))
        .distinctBy(Candidate::word);
  }

  private Vector<Candidate> properties() {
    Vector<Candidate> properties =
        subjects()
            .flatMap(subject -> state.ownGroups(subject).values())
            .filter(PropertyGroup::isVisible)
            .flatMap(
                group ->
                    group
                        .properties()
                        .map(p -> new Candidate(group.name() + "/" + p.name(), p.type().token())))
            .distinctBy(Candidate::word);
    return word.contains("/") ? properties : groups().appendAll(properties);
  }

  private Vector<Candidate> snapshots() {
    return subjects()
        .filter(InstanceFmri.class::isInstance)
        .flatMap(fmri -> state.instance((InstanceFmri) fmri))
        .flatMap(Completing::snapshots);
  }

  private static Vector<Candidate> snapshots(Instance instance) {
    return instance.snapshots().keySet().toVector().map(Candidate::of);
  }

  private Vector<Candidate> points() {
    return Landmarks.all(state)
        .toVector()
        .map(named -> new Candidate(named._1(), "generation " + named._2()))
        .prepend(new Candidate("running", "what the instances run with"))
        .prepend(new Candidate("now", "what is configured"));
  }

  /// The services and instances the other words name, each with the one it is part of.
  private Vector<EntityFmri> subjects() {
    Operands operands = new Operands(state, new Output("k.complete"));
    Vector<EntityFmri> named =
        others.filter(other -> !other.startsWith("-")).flatMap(operands::entities).distinct();
    Vector<EntityFmri> all = named.isEmpty() ? names.all() : named.flatMap(this::withRelatives);
    return all.distinct();
  }

  private Vector<EntityFmri> withRelatives(EntityFmri entity) {
    return new Operands(state, new Output("k.complete"))
        .instancesOf(entity)
        .<EntityFmri>map(instance -> instance)
        .prepend(entity.service());
  }
}
