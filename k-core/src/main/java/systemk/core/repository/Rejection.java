package systemk.core.repository;

import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;

/// One reason a transaction was refused.
public sealed interface Rejection {
  String message();

  /// Something was committed after the state the transaction was made for.
  record NotLatest(String what, long expected, long actual) implements Rejection {
    @Override
    public String message() {
      return "cannot commit: " + what + " moved from generation " + expected + " to " + actual;
    }
  }

  /// A change names something that is not there.
  record NoSuchEntity(Fmri fmri) implements Rejection {
    @Override
    public String message() {
      return "cannot find " + fmri;
    }
  }

  /// A change makes something that is there.
  record Exists(Fmri fmri) implements Rejection {
    @Override
    public String message() {
      return fmri + " exists already";
    }
  }

  /// The group exists with another type or durability, perhaps hidden by a mask.
  record GroupMismatch(EntityFmri entity, String group, String type, boolean persistent)
      implements Rejection {
    @Override
    public String message() {
      return entity.group(group)
          + " exists with type "
          + type
          + (persistent ? "" : ", not persistent");
    }
  }

  /// A non-persistent group was asked for where only persistent ones may be, or the reverse.
  record WrongDurability(EntityFmri entity, String group) implements Rejection {
    @Override
    public String message() {
      return entity.group(group) + " has the other durability";
    }
  }

  /// A text that should be a name is not.
  record BadName(String name, String kind) implements Rejection {
    @Override
    public String message() {
      return "\"" + name + "\" is not " + kind;
    }
  }

  /// There is no snapshot of this name.
  record NoSuchSnapshot(InstanceFmri instance, String snapshot) implements Rejection {
    @Override
    public String message() {
      return "cannot find snapshot \"" + snapshot + "\" of " + instance;
    }
  }

  /// Whoever asks may not change this.
  ///
  /// @param group the group of the entity that may not be changed; empty for the entity itself
  record Denied(EntityFmri entity, String group) implements Rejection {
    @Override
    public String message() {
      return entity + ": Permission denied.";
    }
  }

  /// A limit is exceeded.
  record OverLimit(String what) implements Rejection {
    @Override
    public String message() {
      return "cannot commit: " + what;
    }
  }
}
