package systemk.shell;

import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.time.ZoneId;
import systemk.core.repository.Author;
import systemk.core.repository.Dialogue;
import systemk.core.rights.Principal;
import systemk.shell.view.Tongue;

/// A command as it was typed, with all it may depend on beside the repository.
///
/// @param program the base name it was called by, such as `svcs`
/// @param typed whether its standard input is a terminal, which is when somebody sits there
/// @param terminal whether its standard output is a terminal on which colours are welcome
/// @param width the width of the terminal in columns; 80 where there is none
/// @param principal what speaks for the caller, who may have rights to a part of the repository
///   only
/// @param dialogue where the dialogue stands of which this is a line, if it is one
/// @param root the root of this tree of services, for messages and log file names
/// @param environment those variables of the caller's that a command depends on, if they are set
public record Invocation(
    String program,
    Vector<String> arguments,
    String workingDirectory,
    boolean typed,
    boolean terminal,
    int width,
    Author caller,
    Principal principal,
    Instant now,
    ZoneId zone,
    Option<Dialogue> dialogue,
    String root,
    Map<String, String> environment) {

  Invocation withArguments(Vector<String> others) {
    return with(program, others);
  }

  /// Another command of the same caller.
  public Invocation with(String other, Vector<String> others) {
    return new Invocation(
        other,
        others,
        workingDirectory,
        typed,
        terminal,
        width,
        caller,
        principal,
        now,
        zone,
        dialogue,
        root,
        environment);
  }

  /// The locales the caller reads.
  public Tongue tongue() {
    return Tongue.of(environment.get("LC_MESSAGES").getOrElse(""));
  }

  /// Whether the caller may change, and so see, everything. Who may not may still have narrower
  /// rights; what is written is decided by [systemk.core.rights.Rights].
  public boolean mayWrite() {
    return principal.mayModify();
  }
}
