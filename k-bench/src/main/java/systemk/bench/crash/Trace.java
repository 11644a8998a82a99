package systemk.bench.crash;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what strace wrote with `-f -y -xx`, line by line.
/* A call of one thread that others interrupt comes in two lines, "unfinished" and "resumed". It is told
 * when it is over, with the number of the line on which it was entered: what happened in between may or
 * may not have been before it.
 */
final class Trace {
  private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)", Pattern.DOTALL);
  private static final Pattern RESUMED =
      Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)", Pattern.DOTALL);
  private static final Pattern CALL =
      Pattern.compile("(\\w+)\\((.*)\\)\\s+= (-?\\d+|0x[0-9a-f]+|\\?)(?:<.*)?.*", Pattern.DOTALL);
  private static final String UNFINISHED = " <unfinished ...>";

  private record Begun(long line, String text) {}

  /// Hears of the calls in a record.
  interface Listener {
    /// A call is entered, and may already have happened.
    void entered(long line, String text);

    /// A call is over.
    void returned(Call call);
  }

  private final Map<String, Begun> begun = new HashMap<>();
  private long line;

  private Trace() {}

  /// Tells a record, in order.
  ///
  /// @throws IOException if it cannot be read, or makes no sense
  static void read(Path file, Listener listener) throws IOException {
    Trace trace = new Trace();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        trace.line(text, listener);
      }
    }
  }

  private void line(String text, Listener listener) throws IOException {
    line++;
    Matcher matcher = LINE.matcher(text);
    if (!matcher.matches()) {
      throw new IOException("cannot read line " + line + " of the record: " + shown(text));
    }
    String pid = matcher.group(1);
    String rest = matcher.group(2);
    if (rest.startsWith("+++") || rest.startsWith("---")) {
      return;
    }
    Matcher resumed = RESUMED.matcher(rest);
    Begun entered;
    if (resumed.matches()) {
      Begun first = begun.remove(pid);
      if (first == null) {
        throw new IOException("line " + line + " of the record resumes nothing: " + shown(text));
      }
      entered = new Begun(first.line(), first.text() + resumed.group(1));
    } else {
      String whole =
          rest.endsWith(UNFINISHED) ? rest.substring(0, rest.length() - UNFINISHED.length()) : rest;
      listener.entered(line, whole);
      entered = new Begun(line, whole);
      if (rest.endsWith(UNFINISHED)) {
        begun.put(pid, entered);
        return;
      }
    }
    listener.returned(call(entered));
  }

  private Call call(Begun entered) throws IOException {
    Matcher matcher = CALL.matcher(entered.text());
    if (!matcher.matches()) {
      throw new IOException(
          "cannot read the call on line " + line + " of the record: " + shown(entered.text()));
    }
    String result = matcher.group(3);
    long number = -1;
    if (result.startsWith("0x")) {
      number = Long.parseUnsignedLong(result.substring(2), 16);
    } else if (!result.equals("?")) {
      number = Long.parseLong(result);
    }
    return new Call(entered.line(), matcher.group(1), arguments(matcher.group(2)), number);
  }

  private static String shown(String text) {
    return text.substring(0, Math.min(200, text.length()));
  }

  /// The arguments of a call: cut at commas that are in no brackets and no quotes.
  static List<String> arguments(String text) {
    List<String> found = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else {
        switch (c) {
          case '"' -> quoted = true;
          case '[', '{', '(', '<' -> depth++;
          case ']', '}', ')' -> depth--;
          // "->" joins the ends of a socket.
          case '>' -> depth -= text.charAt(Math.max(0, i - 1)) == '-' ? 0 : 1;
          case ',' -> {
            if (depth == 0) {
              found.add(text.substring(from, i).strip());
              from = i + 1;
            }
          }
          default -> {}
        }
      }
    }
    if (from < text.length()) {
      found.add(text.substring(from).strip());
    }
    return found;
  }

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"(\\.\\.\\.)?");

  /// All bytes in the quoted strings of an argument: those of one buffer, or of a vector of them.
  ///
  /// @throws IOException if strace cut one short
  static byte[] bytes(String argument) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher matcher = QUOTED.matcher(argument);
    while (matcher.find()) {
      if (matcher.group(2) != null) {
        throw new IOException("the record has only the beginning of what was written");
      }
      unescape(matcher.group(1), bytes);
    }
    return bytes.toByteArray();
  }

  private static void unescape(String text, ByteArrayOutputStream bytes) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 3 < text.length() && text.charAt(i + 1) == 'x') {
        bytes.write(
            Character.digit(text.charAt(i + 2), 16) << 4 | Character.digit(text.charAt(i + 3), 16));
        i += 3;
      } else {
        bytes.write(text.charAt(i));
      }
    }
  }

  /// A path: a quoted argument, or what stands in the angle brackets of a descriptor.
  static String path(String argument) throws IOException {
    int quote = argument.indexOf('"');
    if (quote >= 0) {
      return new String(bytes(argument), StandardCharsets.UTF_8);
    }
    int open = argument.indexOf('<');
    if (open < 0) {
      return "";
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    unescape(argument.substring(open + 1, argument.lastIndexOf('>')), bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
