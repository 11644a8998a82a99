package systemk.init;

/// Descriptors that services leave with k.init, without cgroups.
final class WalkKeptDescriptorsIT extends KeptDescriptorsIT {
  @Override
  Instance configure(Instance fresh) {
    return fresh.withoutCgroups();
  }
}
