package systemk.shell.svccfg;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.Landmarks;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.rights.Requirement;
import systemk.core.rights.Rights;
import systemk.shell.Invocation;
import systemk.shell.text.Output;

/// A run of commands: what is selected, and the repository as they have made it so far. Used within
/// one decision; what it changed is committed as one transaction or not at all.
final class Session {
  /// What is to be written by the user's side.
  sealed interface Written {
    /// The name the user gave it.
    String file();
  }

  record WrittenFile(String file, String content) implements Written {}

  /// A dump, below a directory.
  record WrittenTree(String file, TreeMap<String, String> files) implements Written {}

  private final Invocation invocation;
  private final Sources sources;
  private boolean verbose;
  private final Output output;
  private String prefix;
  private final RepositoryState begun;
  private RepositoryState state;
  private Vector<Change> changes = Vector.empty();
  private Vector<Requirement> unmet = Vector.empty();
  private Vector<Written> files = Vector.empty();
  private Option<EntityFmri> selection = Option.none();
  private Option<Snapshot> snapshot = Option.none();
  private boolean ended;
  private boolean inTransaction;

  Session(
      Invocation invocation,
      RepositoryState state,
      Sources sources,
      boolean verbose,
      Option<EntityFmri> selection,
      Option<Snapshot> snapshot) {
    this.invocation = invocation;
    this.begun = state;
    this.state = state;
    this.sources = sources;
    this.verbose = verbose;
    this.prefix = invocation.program();
    this.output = new Output(invocation.program());
    this.selection = selection.filter(state::exists);
    this.snapshot = snapshot;
  }

  Invocation invocation() {
    return invocation;
  }

  RepositoryState state() {
    return state;
  }

  Sources sources() {
    return sources;
  }

  Output output() {
    return output;
  }

  Vector<Change> changes() {
    return changes;
  }

  /// The files to be written once everything is committed.
  Vector<Written> files() {
    return files;
  }

  /// Sets what precedes messages: the command, and the line of the file it is reading.
  void at(String place) {
    prefix = place;
  }

  void fail(String message) {
    output.failLine(prefix + ": " + message);
  }

  void warn(String message) {
    output.note(prefix + ": " + message);
  }

  boolean verbose() {
    return verbose;
  }

  void verbose(boolean wanted) {
    verbose = wanted;
  }

  /// Whether somebody types the commands and sees what comes of each.
  boolean isDialogue() {
    return invocation.dialogue().isDefined();
  }

  /// Says something only `-v` asks for.
  void mention(String message) {
    if (verbose) {
      output.line(message);
    }
  }

  boolean failed() {
    return output.failed();
  }

  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }

  void put(String file, String content) {
    files = files.append(new WrittenFile(file, content));
  }

  void putTree(String directory, TreeMap<String, String> dump) {
    files = files.append(new WrittenTree(directory, dump));
  }

  /// Whether a `commit` is to come, which sees to it that what is changed takes effect.
  boolean isInTransaction() {
    return inTransaction;
  }

  void inTransaction() {
    inTransaction = true;
  }

  Option<EntityFmri> selection() {
    return selection;
  }

  void select(Option<EntityFmri> entity) {
    selection = entity;
    snapshot = Option.none();
  }

  Option<Snapshot> snapshot() {
    return snapshot;
  }

  void selectSnapshot(Option<Snapshot> selected) {
    snapshot = selected;
  }

  /// The selected service or instance, or a failure.
  Option<EntityFmri> entity() {
    if (selection.isEmpty()) {
      fail("An entity is not selected.");
    }
    return selection;
  }

  /// The selected instance, or a failure.
  Option<InstanceFmri> instance() {
    if (selection.isDefined() && selection.get() instanceof InstanceFmri instance) {
      return Option.some(instance);
    }
    fail("Instance not selected.");
    return Option.none();
  }

  /// The instances the selection stands for, or a failure.
  Vector<InstanceFmri> instances() {
    return entity()
        .toVector()
        .flatMap(
            entity ->
                switch (entity) {
                  case InstanceFmri instance -> Vector.of(instance);
                  case ServiceFmri service ->
                      state
                          .service(service)
                          .toVector()
                          .flatMap(s -> s.instances().values())
                          .map(instance -> instance.fmri());
                });
  }

  /// The groups of the selection: its own, not composed, or those its snapshot froze.
  Vector<PropertyGroup> groups() {
    if (snapshot.isDefined()) {
      Composition frozen = snapshot.get().composition();
      return frozen
          .groupNames()
          .flatMap(
              name ->
                  frozen
                      .over()
                      .get(name)
                      .filter(PropertyGroup::isVisible)
                      .orElse(frozen.under().get(name)))
          .toVector();
    }
    return selection
        .toVector()
        .flatMap(entity -> state.ownGroups(entity).values())
        .filter(PropertyGroup::isVisible);
  }

  /// The properties of one of those groups.
  Vector<Property> properties(PropertyGroup group) {
    return snapshot
        .map(frozen -> frozen.composition().properties(group.name()).toVector())
        .getOrElse(() -> group.properties().toVector());
  }

  /// The group of the selection, or a failure.
  Option<PropertyGroup> group(EntityFmri entity, String name) {
    Option<PropertyGroup> group = state.ownGroup(entity, name);
    if (group.isEmpty()) {
      fail("No such property group \"" + name + "\".");
    }
    return group;
  }

  /// Makes changes. They are tried at once, so that what follows sees them and what is wrong is
  /// said where it is written.
  void edit(Vector<? extends Change> wanted) {
    if (wanted.isEmpty() || !mayEdit() || isDenied(wanted)) {
      return;
    }
    Either<Vector<Rejection>, RepositoryState> next =
        Transactions.apply(state, Transaction.of(invocation.caller(), wanted));
    if (next.isLeft()) {
      next.getLeft().map(Rejection::message).distinct().forEach(this::fail);
      return;
    }
    state = next.get();
    changes = changes.appendAll(wanted);
  }

  /// Whether the caller may not make the changes, which is a failure then. Between `begin` and
  /// `commit` it is the commit that is refused.
  private boolean isDenied(Vector<? extends Change> wanted) {
    if (inTransaction) {
      return false;
    }
    unmet = Rights.unmet(invocation.principal(), begun, changes.appendAll(wanted));
    if (!unmet.isEmpty()) {
      fail("Permission denied.");
    }
    return !unmet.isEmpty();
  }

  /// Fails for those who may not change everything, which is what they ask for.
  boolean mayEditAll() {
    if (!invocation.mayWrite()) {
      unmet = Vector.of(new Requirement(Landmarks.REPOSITORY, "", TreeSet.of(Requirement.MODIFY)));
      fail("Permission denied.");
    }
    return invocation.mayWrite();
  }

  /// What the caller asked for and may not do.
  Vector<Requirement> unmet() {
    return unmet;
  }

  /// Whether changes can be made at all; a failure if not.
  boolean mayEdit() {
    if (snapshot.isDefined()) {
      fail("Cannot modify snapshots.");
    }
    return snapshot.isEmpty();
  }
}
