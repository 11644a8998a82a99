package systemk.shell.svcs;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.shell.Outcome;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;
import systemk.shell.view.Status;

/// `svcs -L`: where the logs of instances are, and with `-v` what is in them. They are read by the
/// client, as the user.
final class LogFiles {
  private static final int TAIL_LINES = 10;

  private final RepositoryState state;
  private final Options options;
  private final Output output;

  LogFiles(RepositoryState state, Options options, Output output) {
    this.state = state;
    this.options = options;
    this.output = output;
  }

  Outcome run() {
    Vector<String> files =
        new Operands(state, output).instances(options.operands()).flatMap(this::file);
    if (!options.has('v')) {
      files.forEach(output::line);
      return output.exit();
    }
    return texts(
        files,
        Vector.empty(),
        texts -> {
          texts.forEach(output::print);
          return output.exit();
        });
  }

  /// Goes on with the last lines of the logs of instances, in the words of an explanation; nothing
  /// for an instance without a log.
  Outcome tails(Vector<InstanceFmri> instances, Function<Vector<String>, Outcome> next) {
    Vector<String> files = instances.flatMap(this::file);
    return texts(
        files,
        Vector.empty(),
        texts -> {
          var byFile = files.zip(texts).toMap(pair -> pair);
          return next.apply(
              instances.map(
                  instance ->
                      file(instance).flatMap(byFile::get).map(LogFiles::tail).getOrElse("")));
        });
  }

  private static String tail(String text) {
    Vector<String> lines = Vector.ofAll(text.lines());
    return lines.isEmpty()
        ? ""
        : "   Log:\n" + lines.takeRight(TAIL_LINES).mkString("", "\n", "\n");
  }

  private Option<String> file(InstanceFmri instance) {
    Status status = Status.of(state, instance);
    return status.said("logfile").orElse(() -> status.said("alt_logfile"));
  }

  /// Goes on with the texts of files, one after another; what cannot be read is a failure and
  /// empty.
  private Outcome texts(
      Vector<String> files, Vector<String> read, Function<Vector<String>, Outcome> next) {
    if (read.size() == files.size()) {
      return next.apply(read);
    }
    String file = files.get(read.size());
    return new Outcome.Need(
        new Outcome.Question.ReadFile(file),
        reply -> {
          if (reply instanceof Outcome.Reply.Failed(String reason)) {
            output.fail(file + ": " + reason);
          }
          String text = reply instanceof Outcome.Reply.Text(String found) ? found : "";
          return texts(files, read.append(text), next);
        });
  }
}
