package systemk.core.method;

import io.vavr.control.Option;
import java.util.Arrays;

/// The three methods a restarter runs. Each is described by the property group of its name.
public enum MethodKind {
  START("start"),
  STOP("stop"),
  REFRESH("refresh");

  private final String token;

  MethodKind(String token) {
    this.token = token;
  }

  public String token() {
    return token;
  }

  public static Option<MethodKind> ofToken(String token) {
    return Option.ofOptional(
        Arrays.stream(values()).filter(kind -> kind.token.equals(token)).findFirst());
  }
}
