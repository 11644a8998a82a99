package systemk.console;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.terminal.Terminal;
import systemk.client.Dialogue;
import systemk.shell.svccfg.Typing;

/// What a word that is being typed may become: k.configd knows commands and what is configured, and
/// files are looked for here, where the user is.
final class Completion implements Completer {
  private final Dialogue dialogue;
  private final String program;
  private final Terminal terminal;

  Completion(Dialogue dialogue, String program, Terminal terminal) {
    this.dialogue = dialogue;
    this.program = program;
    this.terminal = terminal;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String typed = line.line().substring(0, line.cursor());
    boolean files = line.wordIndex() > 0 && Typing.wantsFiles(typed);
    if (files) {
      files(line.word()).forEach(file -> candidates.add(candidate(file, !file.endsWith("/"))));
    }
    for (String found : dialogue.ask(List.of(program, "--complete", typed), width())) {
      candidates.add(candidate(found, !found.endsWith("/")));
    }
  }

  private static Candidate candidate(String value, boolean complete) {
    return new Candidate(value, value, null, null, null, null, complete);
  }

  /// The files and directories that begin like this; hidden ones only if that is asked for.
  private static List<String> files(String begun) {
    int slash = begun.lastIndexOf('/') + 1;
    String directory = begun.substring(0, slash);
    String start = begun.substring(slash);
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(Path.of(directory.isEmpty() ? "." : directory))) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        boolean shown = name.startsWith(start) && (start.startsWith(".") || !name.startsWith("."));
        if (shown) {
          found.add(directory + name + (Files.isDirectory(entry) ? "/" : ""));
        }
      }
    } catch (IOException | InvalidPathException e) {
      // There is no such directory to look into: then nothing begins like this.
      return List.of();
    }
    Collections.sort(found);
    return found;
  }

  private int width() {
    return Math.max(1, terminal.getColumns());
  }
}
