package systemk.client;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import systemk.json.Json;

/// The user's editor, in the user's terminal, with a text of a command in it.
final class Editor {
  private static final String DEFAULT = "vi";

  private Editor() {}

  /// The text as the user leaves it, as an answer k.configd understands. `EDITOR` is a command of
  /// the shell, as for other programs.
  static Json edit(String text) {
    String wanted = System.getenv("EDITOR");
    String editor = wanted == null || wanted.isBlank() ? DEFAULT : wanted;
    try {
      Path file = Files.createTempFile("svccfg", ".cfg");
      try {
        Files.writeString(file, text);
        int status = run(editor, file);
        return status == 0
            ? UserFiles.answer().put("text", Files.readString(file, StandardCharsets.UTF_8)).build()
            : UserFiles.failed(editor + ": exit status " + status);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (CharacterCodingException e) {
      return UserFiles.failed("not UTF-8 text");
    } catch (IOException e) {
      return UserFiles.failed(UserFiles.reason(e));
    }
  }

  private static int run(String editor, Path file) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", editor + " \"$1\"", "sh", file.toString()).inheritIO();
    builder.environment().put("LC_ALL", Surroundings.callersLocale());
    Process process = builder.start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the only thread", e);
    }
  }
}
