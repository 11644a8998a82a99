package systemk.shell.svcadm;

/// The states `svcadm -S` may name, in full or as `svcs -o sta` abbreviates them.
final class States {
  private States() {}

  /// The full name; empty if the text names no state.
  static String named(String text) {
    return switch (text) {
      case "uninitialized", "UN" -> "uninitialized";
      case "offline", "OFF" -> "offline";
      case "online", "ON" -> "online";
      case "maintenance", "MNT" -> "maintenance";
      case "disabled", "DIS" -> "disabled";
      case "degraded", "DGD" -> "degraded";
      default -> "";
    };
  }
}
