package systemk.core.graph;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Arrays;

/// How the targets of one dependency count together (smf.md §3.5).
public enum Grouping {
  REQUIRE_ALL("require_all"),
  REQUIRE_ANY("require_any"),
  OPTIONAL_ALL("optional_all"),
  EXCLUDE_ALL("exclude_all");

  private final String token;

  Grouping(String token) {
    this.token = token;
  }

  public String token() {
    return token;
  }

  /// The tokens of all of them.
  public static Vector<String> tokens() {
    return Vector.of(values()).map(Grouping::token);
  }

  public static Option<Grouping> ofToken(String token) {
    return Option.ofOptional(
        Arrays.stream(values()).filter(value -> value.token.equals(token)).findFirst());
  }
}
