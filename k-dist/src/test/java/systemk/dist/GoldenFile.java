package systemk.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A golden file: commands, each with what it writes and how it ends. `spec/hacking.md` has the
/// format.
///
/// @param blocks what the file consists of, in order
record GoldenFile(List<Block> blocks) {

  /// A piece of a golden file.
  sealed interface Block {}

  /// Lines that are kept as they are: comments and blank ones.
  record Prose(List<String> lines) implements Block {}

  /// A line that tells the harness something.
  ///
  /// @param words without the sign it begins with
  record Directive(String words) implements Block {}

  /// A command for the shell.
  ///
  /// @param script its lines
  /// @param input the lines of its standard input
  /// @param output what it is expected to answer, in the form of [#shown]
  record Command(List<String> script, List<String> input, List<String> output) implements Block {}

  private static final Pattern TRAILING_BLANKS = Pattern.compile(" +$");

  static GoldenFile read(Path file) throws IOException {
    return parse(Files.readAllLines(file));
  }

  static GoldenFile parse(List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    for (String line : lines) {
      String sign = line.length() >= 2 && line.charAt(1) == ' ' ? line.substring(0, 1) : line;
      String rest = line.length() >= 2 ? line.substring(2) : "";
      switch (sign) {
        case "$" ->
            blocks.add(
                new Command(new ArrayList<>(List.of(rest)), new ArrayList<>(), new ArrayList<>()));
        case ">" -> command(blocks, line).script().add(rest);
        case "<" -> command(blocks, line).input().add(rest);
        case "|", "!", "?" -> command(blocks, line).output().add(line);
        case "%" -> blocks.add(new Directive(rest));
        default -> {
          if (!line.isEmpty() && !line.startsWith("#")) {
            throw new IllegalArgumentException("not a line of a golden file: " + line);
          }
          prose(blocks).lines().add(line);
        }
      }
    }
    return new GoldenFile(blocks);
  }

  private static Command command(List<Block> blocks, String line) {
    if (!blocks.isEmpty() && blocks.getLast() instanceof Command command) {
      return command;
    }
    throw new IllegalArgumentException("belongs to no command: " + line);
  }

  private static Prose prose(List<Block> blocks) {
    if (!blocks.isEmpty() && blocks.getLast() instanceof Prose prose) {
      return prose;
    }
    Prose prose = new Prose(new ArrayList<>());
    blocks.add(prose);
    return prose;
  }

  String text() {
    return String.join("", blocks.stream().flatMap(GoldenFile::lines).map(l -> l + "\n").toList());
  }

  private static Stream<String> lines(Block block) {
    return switch (block) {
      case Prose(var lines) -> lines.stream();
      case Directive(var words) -> Stream.of("% " + words);
      case Command(var script, var input, var output) ->
          Stream.of(
                  Stream.of("$ " + script.getFirst()),
                  script.stream().skip(1).map(line -> "> " + line),
                  input.stream().map(line -> "< " + line),
                  output.stream())
              .flatMap(stream -> stream);
    };
  }

  /// What a command answered, as it is written into the file: one line for each, so that a blank at
  /// the end, an end without a newline and the two streams can be told apart in a diff.
  static List<String> shown(String out, String err, int status) {
    List<String> lines = new ArrayList<>();
    marked("|", out, lines);
    marked("!", err, lines);
    if (status != 0) {
      lines.add("? " + status);
    }
    return lines;
  }

  private static void marked(String sign, String text, List<String> to) {
    if (text.isEmpty()) {
      return;
    }
    boolean whole = text.endsWith("\n");
    List<String> lines =
        Arrays.asList((whole ? text.substring(0, text.length() - 1) : text).split("\n", -1));
    for (int i = 0; i < lines.size(); i++) {
      String line =
          TRAILING_BLANKS.matcher(lines.get(i)).replaceAll(m -> "\\\\s".repeat(m.group().length()));
      String end = whole || i < lines.size() - 1 ? "" : "\\c";
      to.add((sign + " " + line + end).stripTrailing());
    }
  }
}
