package systemk.core.restarter;

import io.vavr.control.Option;
import java.util.Arrays;

/// The states of an instance (smf.md §3.1).
public enum InstanceState {
  UNINITIALIZED("uninitialized"),
  OFFLINE("offline"),
  ONLINE("online"),
  DEGRADED("degraded"),
  MAINTENANCE("maintenance"),
  DISABLED("disabled");

  private final String token;

  InstanceState(String token) {
    this.token = token;
  }

  public String token() {
    return token;
  }

  public static Option<InstanceState> ofToken(String token) {
    return Option.ofOptional(
        Arrays.stream(values()).filter(state -> state.token.equals(token)).findFirst());
  }

  /// Whether the service does its work in this state, so that it can satisfy a dependency.
  public boolean isRunning() {
    return this == ONLINE || this == DEGRADED;
  }
}
