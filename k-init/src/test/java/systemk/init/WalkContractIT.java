package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Contracts without cgroups.
final class WalkContractIT extends ContractIT {
  @Override
  Instance configure(Instance fresh) {
    return fresh.withoutCgroups();
  }

  @Test
  void saysThatItHasNoCgroups() {
    assertThat(client.hello().object("init").flag("cgroups")).isFalse();
  }
}
