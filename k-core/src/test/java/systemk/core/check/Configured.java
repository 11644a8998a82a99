package systemk.core.check;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// A repository to be checked and the changes that led to it, written down briefly.
record Configured(RepositoryState before, RepositoryState after, Vector<Change> changes) {
  private static final Author AUTHOR = new Author(0, 0, 1, "svccfg");

  static Configured nothing() {
    return new Configured(RepositoryState.EMPTY, RepositoryState.EMPTY, Vector.empty());
  }

  /// With an instance that is enabled and has nothing else.
  static Configured instance(String fmri) {
    return nothing().and(fmri);
  }

  Configured and(String fmri) {
    InstanceFmri instance = InstanceFmri.of(fmri);
    Configured service =
        after.exists(instance.service()) ? this : with(new Change.AddService(instance.service()));
    return service
        .with(new Change.AddInstance(instance))
        .group(fmri, "general", "framework")
        .set(fmri, "general", Property.of("enabled", true));
  }

  Configured group(String entity, String group, String type) {
    return with(new Change.AddGroup(entity(entity), group, type, true, Layer.ADMIN, false));
  }

  Configured set(String entity, String group, Property property) {
    return with(
        new Change.SetProperty(entity(entity), group, property, Layer.ADMIN, Option.none()));
  }

  Configured set(String entity, String group, String property, String... values) {
    return set(entity, group, new Property(property, ValueType.ASTRING, Vector.of(values)));
  }

  Configured delete(String entity, String group, String property) {
    return with(new Change.DeleteProperty(entity(entity), group, property, Layer.ADMIN));
  }

  /// With a dependency on all of these.
  Configured needing(String entity, String group, String... targets) {
    return group(entity, group, "dependency")
        .set(entity, group, "grouping", "require_all")
        .set(entity, group, "restart_on", "none")
        .set(entity, group, "type", "service")
        .set(entity, group, new Property("entities", ValueType.FMRI, Vector.of(targets)));
  }

  Configured method(String entity, String method, String exec) {
    return group(entity, method, "method").set(entity, method, "exec", exec);
  }

  Configured with(Change change) {
    return withAll(Vector.of(change));
  }

  Configured withAll(Vector<Change> more) {
    return new Configured(
        before,
        Transactions.apply(after, Transaction.of(AUTHOR, more)).get(),
        changes.appendAll(more));
  }

  /// All of this committed, and nothing changed since.
  Configured committed() {
    return new Configured(after, after, Vector.empty());
  }

  Vector<String> messages() {
    return Checks.of(before, after, changes).map(Violation::message);
  }

  private static EntityFmri entity(String text) {
    return (EntityFmri) Fmri.parse(text).get();
  }
}
