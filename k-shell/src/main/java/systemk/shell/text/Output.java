package systemk.shell.text;

import systemk.shell.Outcome;

/// What a command has said so far, and the status it is heading for. The one mutable thing in a
/// command, never seen outside the call that made it.
public final class Output {
  private final String program;
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();
  private int status;

  public Output(String program) {
    this.program = program;
  }

  /// Adds to the output as it is.
  public Output print(String text) {
    out.append(text);
    return this;
  }

  /// Adds a line to the output.
  public Output line(String text) {
    out.append(text).append('\n');
    return this;
  }

  /// Adds a message to the errors, after the name of the command, without making it a failure.
  public Output warn(String message) {
    err.append(program).append(": ").append(message).append('\n');
    return this;
  }

  /// Adds a message to the errors and makes the command fail with 1, unless it fails worse already.
  public Output fail(String message) {
    return fail(message, 1);
  }

  public Output fail(String message, int code) {
    status = Math.max(status, code);
    return warn(message);
  }

  /// Adds a line to the errors as it is.
  public Output note(String line) {
    err.append(line).append('\n');
    return this;
  }

  /// Adds a line to the errors as it is, and makes the command fail with 1.
  public Output failLine(String line) {
    status = Math.max(status, 1);
    return note(line);
  }

  /// The command that says it.
  public String program() {
    return program;
  }

  public boolean failed() {
    return status != 0;
  }

  public int status() {
    return status;
  }

  public String out() {
    return out.toString();
  }

  public String err() {
    return err.toString();
  }

  public Outcome.Exit exit() {
    return new Outcome.Exit(out.toString(), err.toString(), status);
  }
}
