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
}
