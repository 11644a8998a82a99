package systemk.client;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;
import systemk.wire.Layout;

/// A dialogue of a user with `svccfg`, line by line. k.configd keeps nothing of it: each line goes
/// there with all that is to be known of the lines before, which is for k.configd alone to read.
public final class Dialogue {
  private final Layout layout;
  private final OutputStream errors;
  private Json standing = Json.object().build();
  private @Nullable String prompt;
  private volatile @Nullable Run running;

  /// @param errors where messages about what is wrong go
  public Dialogue(Layout layout, OutputStream errors) {
    this.layout = layout;
    this.errors = errors;
  }

  /// Runs a line to its end, and returns its exit status. A line of which nothing is kept changes
  /// nothing about where the dialogue stands.
  ///
  /// @param words the name of the command and the line, or options to begin with
  /// @param width the columns of the terminal
  public int say(List<String> words, int width) {
    Run run = Run.line(words, standing, Output.standard(), Output.to(errors), width);
    int status = finish(run);
    if (run.isOver() || run.prompt() != null) {
      Json kept = run.dialogue();
      standing = kept == null ? standing : kept;
      prompt = run.prompt();
    }
    return status;
  }

  /// What a line prints that only looks, without its changing anything about the dialogue. Nothing
  /// if it fails.
  public List<String> ask(List<String> words, int width) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Output nowhere = Output.to(OutputStream.nullOutputStream());
    int status = finish(Run.line(words, standing, Output.to(said), nowhere, width));
    return status == 0 ? lines(said.toString(StandardCharsets.UTF_8)) : List.of();
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      lines.add(text.substring(from, to));
      from = to + 1;
    }
    return lines;
  }

  private int finish(Run run) {
    running = run;
    try {
      return new Client(layout, run).run();
    } finally {
      running = null;
    }
  }

  /// Ends the line that is running, if one is. For another thread.
  public void interrupt() {
    Run run = running;
    if (run != null) {
      run.abandon();
    }
  }

  /// What to show before the next line; null once the dialogue is over, or before it has begun.
  public @Nullable String prompt() {
    return prompt;
  }
}
