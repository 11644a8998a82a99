package systemk.init;

/// What services say of themselves, without cgroups.
final class WalkNotifyIT extends NotifyIT {
  @Override
  Instance configure(Instance fresh) {
    return fresh.withoutCgroups();
  }
}
