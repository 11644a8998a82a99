package systemk.core.context;

/// Why a property of a method context cannot be followed.
///
/// @param group a method, or `method_context`
public record Problem(String group, String property, String value, String why) {
  /// One line.
  public String message() {
    return "%s/%s cannot be \"%s\": %s".formatted(group, property, value, why);
  }
}
