package systemk.linux;

/// How the kernel can end the machine.
public enum Power {
  /// And begins anew.
  RESTART(0x0123_4567),
  /// And takes the power away, where it can.
  OFF(0x4321_fedc),
  /// And leaves the power on.
  HALT(0xcdef_0123);

  /// What reboot(2) calls it.
  final int command;

  Power(int command) {
    this.command = command;
  }
}
