package systemk.core.repository;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;

/// One step of a transaction. Each says exactly what it changes and is refused where it makes no
/// sense; the few that forgive say so.
public sealed interface Change {

  /// The service it concerns, itself or by one of its instances.
  default ServiceFmri owner() {
    return switch (this) {
      case AddService(var service) -> service;
      case DeleteService(var service) -> service;
      case AddInstance(var instance) -> instance.service();
      case DeleteInstance(var instance) -> instance.service();
      case AddGroup add -> add.entity().service();
      case DeleteGroup(var entity, _, _) -> entity.service();
      case WithdrawGroup(var entity, _, _) -> entity.service();
      case SetProperty set -> set.entity().service();
      case DeleteProperty(var entity, _, _, _) -> entity.service();
      case WithdrawProperty(var entity, _, _, _) -> entity.service();
      case TakeSnapshot(var instance, _) -> instance.service();
      case CopySnapshot(var instance, _, _) -> instance.service();
      case Revert(var instance, _) -> instance.service();
      case PutGroup(var entity, _) -> entity.service();
      case RemoveGroup(var entity, _) -> entity.service();
      case PutSnapshot(var instance, _) -> instance.service();
      case RemoveSnapshot(var instance, _) -> instance.service();
      case Report report -> report.instance().service();
      case Consume consume -> consume.instance().service();
    };
  }

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

  /// Freezes the persistent groups of an instance and its service. Does nothing if the snapshot of
  /// that name froze the same, so its generation tells when the content became what it is. Refused
  /// if there is no instance.
  record TakeSnapshot(InstanceFmri instance, String name) implements Change {}

  /// Gives what one snapshot froze a second name, as when an instance was started with what
  /// `running` holds. Does nothing if the instance or the snapshot does not exist.
  record CopySnapshot(InstanceFmri instance, String from, String to) implements Change {}

  /// Makes the persistent groups of an instance and its service what a snapshot froze, keeping
  /// `general/enabled` as it is. Refused if there is no such snapshot.
  record Revert(InstanceFmri instance, String snapshot) implements Change {}

  /// Makes a persistent group exactly this, layer by layer, each value with the provenance it has
  /// here: how a rollback puts back what was. What is pending in it is said by this transaction.
  /// Refused if a non-persistent group has the name.
  record PutGroup(EntityFmri entity, PropertyGroup image) implements Change {}

  /// Removes a persistent group whatever layers declare it. Refused if absent, hidden ones
  /// included.
  record RemoveGroup(EntityFmri entity, String group) implements Change {}

  /// Gives an instance exactly this snapshot, in place of the one of its name if there is one.
  record PutSnapshot(InstanceFmri instance, Snapshot image) implements Change {}

  /// Removes a snapshot. Refused if absent.
  record RemoveSnapshot(InstanceFmri instance, String name) implements Change {}

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
