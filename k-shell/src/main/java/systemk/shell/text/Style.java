package systemk.shell.text;

/// Colours for a terminal; none for anything else. Colouring adds no width: pad first.
public record Style(boolean coloured) {
  private static final String RESET = "\u001b[0m";

  /// The text in the colour of a state, which is found by the word the text shows.
  public String state(String state, String text) {
    if (!coloured || text.isBlank()) {
      return text;
    }
    String colour =
        switch (state) {
          case "online" -> "\u001b[32m";
          case "offline", "uninitialized" -> "\u001b[33m";
          case "maintenance" -> "\u001b[31m";
          case "degraded" -> "\u001b[35m";
          case "disabled" -> "\u001b[2m";
          default -> "";
        };
    return colour.isEmpty() ? text : colour + text + RESET;
  }

  /// The heading of a part of a listing.
  public String heading(String text) {
    return coloured ? "\u001b[1m" + text + RESET : text;
  }

  /// A line of a diff, by the sign it begins with.
  public String change(String line) {
    if (!coloured || line.isEmpty()) {
      return line;
    }
    return switch (line.charAt(0)) {
      case '-' -> "\u001b[31m" + line + RESET;
      case '+' -> "\u001b[32m" + line + RESET;
      default -> line;
    };
  }
}
