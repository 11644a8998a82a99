package systemk.core.method;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// Makes what an instance is configured with, for tests that need no more of a repository.
public final class Configuration {
  private final InstanceFmri instance;
  private final Vector<Change> changes;

  private Configuration(InstanceFmri instance, Vector<Change> changes) {
    this.instance = instance;
    this.changes = changes;
  }

  public static Configuration of(InstanceFmri instance) {
    return new Configuration(
        instance,
        Vector.of(new Change.AddService(instance.service()), new Change.AddInstance(instance)));
  }

  /// With a group that has nothing in it.
  public Configuration group(String group, String type) {
    return new Configuration(
        instance,
        changes.append(new Change.AddGroup(instance, group, type, true, Layer.ADMIN, false)));
  }

  /// With a text property of a group of any type.
  public Configuration with(String group, String property, String... values) {
    return with(group, new Property(property, ValueType.ASTRING, Vector.of(values)));
  }

  public Configuration with(String group, Property property) {
    Configuration grouped = group(group, "framework");
    return new Configuration(
        instance,
        grouped.changes.append(
            new Change.SetProperty(instance, group, property, Layer.ADMIN, Option.none())));
  }

  /// With a property that the service has, and not the instance, in a group that the service has
  /// not yet.
  public Configuration inherited(String group, Property property) {
    return new Configuration(
        instance,
        changes.appendAll(
            Vector.of(
                new Change.AddGroup(
                    instance.service(), group, "framework", true, Layer.ADMIN, false),
                new Change.SetProperty(
                    instance.service(), group, property, Layer.ADMIN, Option.none()))));
  }

  /// Of a group that was made before.
  public Configuration and(String group, Property property) {
    return new Configuration(
        instance,
        changes.append(
            new Change.SetProperty(instance, group, property, Layer.ADMIN, Option.none())));
  }

  public Composition composition() {
    Transaction transaction = Transaction.of(new Author(0, 0, 1, "test"), changes);
    return Transactions.apply(RepositoryState.EMPTY, transaction).get().current(instance);
  }
}
