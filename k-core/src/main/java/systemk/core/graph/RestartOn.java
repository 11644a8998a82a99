package systemk.core.graph;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Arrays;

/// What must happen to a target for its dependent to be stopped (smf.md §3.6).
public enum RestartOn {
  NONE("none", Severity.NONE),
  ERROR("error", Severity.ERROR),
  RESTART("restart", Severity.RESTART),
  REFRESH("refresh", Severity.REFRESH);

  private final String token;
  private final Severity mildest;

  RestartOn(String token, Severity mildest) {
    this.token = token;
    this.mildest = mildest;
  }

  public String token() {
    return token;
  }

  /// The tokens of all of them.
  public static Vector<String> tokens() {
    return Vector.of(values()).map(RestartOn::token);
  }

  public static Option<RestartOn> ofToken(String token) {
    return Option.ofOptional(
        Arrays.stream(values()).filter(value -> value.token.equals(token)).findFirst());
  }

  /// Whether a dependent with this value is stopped by an event of that severity.
  public boolean reactsTo(Severity severity) {
    return severity != Severity.NONE && severity.compareTo(mildest) <= 0;
  }
}
