package systemk.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

/// The contents of the frames of a command that prints and no more, without JSON: so the client in
/// C knows none, and the one in Java does not load a library that takes it a fifth of its time.
/* A request is texts, each ended by a zero byte, the first of which is `run`; JSON never begins like
 * that. What it says is put as JSON, so that only one place reads requests. An answer is a letter and
 * what it is about. What is neither text nor a status is sent as JSON, whose brace is no such letter.
 */
public final class Plain {
  public static final char OUT = 'o';
  public static final char ERR = 'e';
  public static final char EXIT = 'x';

  private static final String RUN = "run";
  // Before the words of the command: run, identity, directory, terminals, width, zone, locale.
  private static final int FIELDS = 7;

  private Plain() {}

  /// Writes a request. No text may have a zero character, which nothing that comes from a command
  /// line or an environment has.
  ///
  /// @param terminals `i` if standard input is a terminal, `o` if standard output is one, `c` if
  ///   colours are welcome there
  /// @param locale of messages
  public static byte[] request(
      String identity,
      String directory,
      String terminals,
      int width,
      String zone,
      String locale,
      List<String> argv) {
    StringBuilder texts = new StringBuilder();
    for (String text : new String[] {RUN, identity, directory, terminals}) {
      texts.append(text).append('\0');
    }
    texts.append(width).append('\0').append(zone).append('\0').append(locale).append('\0');
    for (String word : argv) {
      texts.append(word).append('\0');
    }
    return texts.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Reads a request in either form: as JSON, or as this one with the same members.
  ///
  /// @throws JsonException if it is of neither
  public static Json read(byte[] content) {
    return isPlain(content) ? request(texts(content)) : JsonText.parse(content);
  }

  private static boolean isPlain(byte[] content) {
    int length = RUN.length();
    for (int i = 0; i < length; i++) {
      if (content.length <= length || content[i] != RUN.charAt(i)) {
        return false;
      }
    }
    return content[length] == 0;
  }

  /// What is not UTF-8 becomes U+FFFD: an argument of another character set is no reason to refuse
  /// a command.
  private static List<String> texts(byte[] content) {
    List<String> texts = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < content.length; at++) {
      if (content[at] == 0) {
        texts.add(new String(content, from, at - from, StandardCharsets.UTF_8));
        from = at + 1;
      }
    }
    if (from < content.length) {
      throw new JsonException("the last text of a request has no end");
    }
    return texts;
  }

  private static Json request(List<String> texts) {
    if (texts.size() < FIELDS) {
      throw new JsonException("a request of " + texts.size() + " texts");
    }
    String terminals = texts.get(3);
    Json tty =
        Json.object()
            .put("in", terminals.indexOf('i') >= 0)
            .put("out", terminals.indexOf('o') >= 0)
            .put("colour", terminals.indexOf('c') >= 0)
            .build();
    return Json.object()
        .put("id", 1)
        .put("op", RUN)
        .put("plain", true)
        .put("request", texts.get(1))
        .put("cwd", texts.get(2))
        .put("tty", tty)
        .put("width", width(texts.get(4)))
        .put("zone", texts.get(5))
        .put("env", Json.object().put("LC_MESSAGES", texts.get(6)).build())
        .putStrings("argv", texts.subList(FIELDS, texts.size()))
        .build();
  }

  private static int width(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new JsonException("\"" + text + "\" is not a width");
    }
  }

  /// Writes an answer.
  public static byte[] answer(char letter, String about) {
    return (letter + about).getBytes(StandardCharsets.UTF_8);
  }
}
