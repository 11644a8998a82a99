package systemk.shell.history;

import io.vavr.collection.Vector;
import systemk.core.fmri.Names;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Question;
import systemk.shell.Outcome.Reply;
import systemk.shell.text.FilePaths;
import systemk.shell.text.Output;

/// `svccfg verify`, `backup` and `restore-repository`: the files the repository is kept in.
public final class FileCommands {
  private FileCommands() {}

  public static Outcome verify(Standing standing, Vector<String> words) {
    if (!words.isEmpty()) {
      return standing.fail("Syntax error.");
    }
    if (standing.denied().isDefined()) {
      return standing.denied().get();
    }
    return new Outcome.Need(
        new Question.Verify(),
        reply ->
            switch (reply) {
              case Reply.Text(String text) -> standing.done(text + "\n");
              case Reply.Failed(String wrong) -> {
                Output output = new Output("svccfg");
                wrong.lines().forEach(line -> output.failLine(standing.prefix() + ": " + line));
                yield standing.next().apply(output);
              }
              default -> standing.fail("cannot verify");
            });
  }

  public static Outcome backup(Standing standing, Vector<String> words) {
    String name = words.headOption().getOrElse("manual");
    if (words.size() > 1 || !Names.isName(name)) {
      return standing.fail("backup wants a name");
    }
    if (standing.denied().isDefined()) {
      return standing.denied().get();
    }
    return answered(standing, new Question.Backup(name), "");
  }

  public static Outcome restore(Standing standing, Vector<String> words) {
    if (words.size() != 1) {
      return standing.fail("restore-repository wants a repository file");
    }
    if (standing.denied().isDefined()) {
      return standing.denied().get();
    }
    String file = FilePaths.absolute(standing.invocation().workingDirectory(), words.head());
    return new Outcome.Need(
        new Question.ReadOnly(),
        reply ->
            reply.equals(new Reply.Text(""))
                // A repository that takes changes goes back by a transaction, and can come back.
                ? RollbackCommands.rollback(standing, Vector.of("--to", file))
                : answered(
                    standing,
                    new Question.Restore(file),
                    "The repository is restored; the damaged files are kept in "));
  }

  private static Outcome answered(Standing standing, Question question, String before) {
    return new Outcome.Need(
        question,
        reply ->
            switch (reply) {
              case Reply.Text(String text) -> standing.done(before + text + "\n");
              case Reply.Failed(String reason) -> standing.fail(reason);
              default -> standing.fail("no answer");
            });
  }
}
