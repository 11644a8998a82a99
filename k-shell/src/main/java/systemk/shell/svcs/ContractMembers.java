package systemk.shell.svcs;

import io.vavr.collection.Vector;
import systemk.shell.Invocation;
import systemk.shell.Outcome;

/// `k.contract CONTRACT`: the numbers of the processes of a contract, one a line. It is what the
/// shell library of methods asks before it signals them (smf.md §1.7).
///
/// Exit status: 0, also if there are none; 1 if k.init cannot be asked; 2 on wrong usage.
public final class ContractMembers {
  private ContractMembers() {}

  public static Outcome run(Invocation invocation) {
    Vector<String> words = invocation.arguments();
    if (words.size() != 1 || !words.head().matches("[1-9][0-9]{0,17}")) {
      return Outcome.Exit.failed("usage: k.contract CONTRACT\n", 2);
    }
    return new Outcome.Need(
        new Outcome.Question.Processes(Vector.of(Long.parseLong(words.head()))),
        reply ->
            reply instanceof Outcome.Reply.Running(var processes)
                ? Outcome.Exit.ok(
                    processes
                        .filter(process -> !process.zombie())
                        .map(process -> process.pid() + "\n")
                        .mkString())
                : Outcome.Exit.failed("k.contract: " + reason(reply) + "\n", 1));
  }

  private static String reason(Outcome.Reply reply) {
    return reply instanceof Outcome.Reply.Failed(String reason) ? reason : "no answer";
  }
}
