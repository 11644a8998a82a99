package systemk.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What differs from run to run, and the word that stands for it in golden files.
final class GoldenMasks {
  private record Mask(Pattern pattern, String word) {
    private static Mask of(String pattern, String word) {
      return new Mask(Pattern.compile(pattern, Pattern.MULTILINE), word);
    }
  }

  private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
  private static final String MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
  private static final String CLOCK = "[ 0-2]\\d:[0-5]\\d:[0-6]\\d";

  /// In this order: a date has a time of day in it.
  private static final List<Mask> EVERYWHERE =
      List.of(
          Mask.of(
              "\\d{4}-\\d\\d-\\d\\dT" + CLOCK + "(?:\\.\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?",
              "ISO-TIME"),
          Mask.of(DAY + " " + MONTH + " [ \\d]\\d " + CLOCK + "(?: UTC)? \\d{4}", "DATE"),
          Mask.of(MONTH + " [ \\d]\\d " + CLOCK, "MON DD HH:MM:SS"),
          Mask.of(CLOCK, "HH:MM:SS"),
          Mask.of("\\b1\\d{9}\\.\\d{1,9}\\b", "SECONDS.NANOS"),
          Mask.of("(?<=^ {15}HH:MM:SS {3})[ \\d]{5}\\d(?= )", "   PID"),
          Mask.of("(?<=^process {6})\\d+(?= )", "PID"),
          Mask.of("(?<=^contract_id  )\\d+(?= )", "CTID"));

  private final List<Mask> masks = new ArrayList<>();

  GoldenMasks(Path directory, Path root, Path home) {
    // The directory of a test is below the root.
    masks.add(literal(directory, "CWD"));
    masks.add(literal(root, "ROOT"));
    masks.add(literal(home, "DIST"));
    masks.addAll(EVERYWHERE);
  }

  private static Mask literal(Path path, String word) {
    return new Mask(Pattern.compile(Pattern.quote(path.toString())), word);
  }

  /// Adds what one file says beyond that: a word and, after a blank, a regular expression. A group
  /// in the expression is all of the match that the word replaces.
  void add(String words) {
    String[] parts = words.split(" ", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException("a mask is a word and an expression: " + words);
    }
    masks.add(Mask.of(parts[1], parts[0]));
  }

  String apply(String text) {
    String masked = text;
    for (Mask mask : masks) {
      masked = mask.pattern().matcher(masked).replaceAll(match -> replacement(match, mask.word()));
    }
    return masked;
  }

  private static String replacement(MatchResult match, String word) {
    String all = match.group();
    if (match.groupCount() == 0 || match.group(1) == null) {
      return Matcher.quoteReplacement(word);
    }
    int start = match.start(1) - match.start();
    int end = match.end(1) - match.start();
    return Matcher.quoteReplacement(all.substring(0, start) + word + all.substring(end));
  }
}
