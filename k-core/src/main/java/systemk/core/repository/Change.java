package systemk.core.repository;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;

/// One step of a transaction. Each says exactly what it changes and is refused where it makes no
/// sense; the few that forgive say so.
public sealed interface Change {

  /// Makes a service without instances. Refused if it exists.
  record AddService(ServiceFmri service) implements Change {}

  /// Removes a service with its instances. Refused if it does not exist.
  record DeleteService(ServiceFmri service) implements Change {}

  /// Makes an instance of an existing service. Refused if it exists.
  record AddInstance(InstanceFmri instance) implements Change {}

  /// Removes an instance and its snapshots. Refused if it does not exist.
  record DeleteInstance(InstanceFmri instance) implements Change {}

  /// Makes a group, or joins the layer to those that declare it. Refused if the group exists, even
  /// hidden, with another type or durability, or if it can be seen and `strict` is set.
  record AddGroup(
      EntityFmri entity, String group, String type, boolean persistent, Layer layer, boolean strict)
      implements Change {}

  /// Deletes a group for the layer: what lower layers declare of it is masked. Refused if absent.
  record DeleteGroup(EntityFmri entity, String group, Layer layer) implements Change {}

  /// Takes back all a layer says about a group. Does nothing if it says nothing.
  record WithdrawGroup(EntityFmri entity, String group, Layer layer) implements Change {}

  /// Supplies a value at a layer. Refused if the group is absent, or hidden and not declared by
  /// this layer.
  record SetProperty(
      EntityFmri entity, String group, Property property, Layer layer, Option<String> file)
      implements Change {}

  /// Deletes a property for the layer: what lower layers supply is masked. Refused if absent.
  record DeleteProperty(EntityFmri entity, String group, String property, Layer layer)
      implements Change {}

  /// Takes back what a layer says about a property. Does nothing if it says nothing.
  record WithdrawProperty(EntityFmri entity, String group, String property, Layer layer)
      implements Change {}

  /// Freezes the persistent groups of an instance and its service. Refused if there is no instance.
  record TakeSnapshot(InstanceFmri instance, String name) implements Change {}

  /// Gives what one snapshot froze a second name, as when an instance was started with what
  /// `running` holds. Does nothing if the instance or the snapshot does not exist.
  record CopySnapshot(InstanceFmri instance, String from, String to) implements Change {}

  /// Makes the persistent groups of an instance and its service what a snapshot froze, keeping
  /// `general/enabled` as it is. Refused if there is no such snapshot.
  record Revert(InstanceFmri instance, String snapshot) implements Change {}

  /// What a restarter or an administrator's command writes about an instance into a non-persistent
  /// group, which is made if absent. Does nothing if the instance does not exist, because it may
  /// have been deleted while its restarter was busy with it.
  record Report(
      InstanceFmri instance,
      String group,
      String type,
      Vector<Property> set,
      Vector<String> removed)
      implements Change {}

  /// Removes a property of a non-persistent group if it still has this single value: a request that
  /// was made again meanwhile stays. Does nothing otherwise.
  record Consume(InstanceFmri instance, String group, String property, String value)
      implements Change {}
}
