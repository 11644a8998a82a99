package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A program at a terminal of its own, which script(1) makes, and somebody who types there.
final class Pty implements AutoCloseable {
  /// What moves a cursor, colours and the like.
  private static final Pattern CONTROL =
      Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]|\u001b[=>]|\u001b[()][0-9A-B]|[\r\u0007]");

  private final Process process;
  private final StringBuilder raw = new StringBuilder();
  private int seen;

  private Pty(Process process) {
    this.process = process;
  }

  /// Starts a command of the shell, in a terminal of 100 columns.
  static Pty start(Map<String, String> environment, String command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "script", "-qefc", "stty cols 100 rows 40; exec " + command, "/dev/null");
    builder.environment().keySet().removeAll(List.of("NO_COLOR", "XDG_STATE_HOME"));
    builder.environment().put("TERM", "xterm");
    builder.environment().putAll(environment);
    Pty pty = new Pty(builder.redirectErrorStream(true).start());
    Thread.ofVirtual().start(pty::read);
    return pty;
  }

  private void read() {
    try (InputStream in = process.getInputStream()) {
      byte[] bytes = new byte[4096];
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        synchronized (raw) {
          raw.append(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IOException e) {
      synchronized (raw) {
        raw.append("\n[cannot read: ").append(e.getMessage()).append("]\n");
      }
    }
  }

  void type(String text) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write(text.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /// Everything that was printed, control sequences included.
  String raw() {
    synchronized (raw) {
      return raw.toString();
    }
  }

  /// What a reader saw, without control sequences.
  String text() {
    return CONTROL.matcher(raw()).replaceAll("");
  }

  /// Waits for a text to be printed after the last one that was waited for.
  void await(String text) {
    try {
      Scratch.await("\"" + text + "\"", () -> text().indexOf(text, seen) >= 0);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; there is:\n" + text(), e);
    }
    seen = text().indexOf(text, seen) + text.length();
  }

  /// Types a line and waits for a text that it leads to.
  void line(String line, String then) throws IOException {
    type(line + "\r");
    await(then);
  }

  int status() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends; there is:\n%s", text()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
