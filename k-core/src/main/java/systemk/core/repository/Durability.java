package systemk.core.repository;

import systemk.core.fmri.EntityFmri;

/// Whether a reboot undoes a change.
enum Durability {
  VOLATILE,
  PERSISTENT;

  /// What the change concerns on this state. A group that a mask hides counts as what it is; what
  /// is absent counts as persistent.
  static Durability of(RepositoryState state, Change change) {
    return switch (change) {
      case Change.Report _, Change.Consume _ -> VOLATILE;
      case Change.AddGroup add -> add.persistent() ? PERSISTENT : VOLATILE;
      case Change.DeleteGroup(var entity, var group, _) -> ofGroup(state, entity, group);
      case Change.WithdrawGroup(var entity, var group, _) -> ofGroup(state, entity, group);
      case Change.SetProperty set -> ofGroup(state, set.entity(), set.group());
      case Change.DeleteProperty(var entity, var group, _, _) -> ofGroup(state, entity, group);
      case Change.WithdrawProperty(var entity, var group, _, _) -> ofGroup(state, entity, group);
      case Change.AddService _,
          Change.DeleteService _,
          Change.AddInstance _,
          Change.DeleteInstance _,
          Change.TakeSnapshot _,
          Change.CopySnapshot _,
          Change.PutGroup _,
          Change.RemoveGroup _,
          Change.PutSnapshot _,
          Change.RemoveSnapshot _,
          Change.Revert _ ->
          PERSISTENT;
    };
  }

  private static Durability ofGroup(RepositoryState state, EntityFmri entity, String group) {
    return state.ownGroups(entity).get(group).exists(g -> !g.persistent()) ? VOLATILE : PERSISTENT;
  }

  boolean isVolatile() {
    return this == VOLATILE;
  }
}
