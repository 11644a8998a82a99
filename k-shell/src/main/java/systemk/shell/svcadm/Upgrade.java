package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Question;
import systemk.shell.Outcome.Reply;
import systemk.shell.text.FilePaths;
import systemk.shell.text.Options;
import systemk.shell.text.Output;

/// `svcadm upgrade`: has the managers that are installed take the place of those that run.
///
/// k.configd, which runs this, is replaced on the way. The client then asks the next one for the
/// same run again, so this begins anew, and k.init tells it how far it is.
final class Upgrade {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

  /// Longer than k.init takes to give up.
  private static final int LOOKS = 800;

  private Upgrade() {}

  static Outcome run(Invocation invocation, Vector<String> arguments, boolean verbose) {
    Output output = new Output(invocation.program());
    return Options.parse("", arguments)
        .filterOrElse(options -> options.operands().size() <= 1, _ -> "")
        .<Outcome>fold(
            wrong -> Svcadm.usage(wrong.isEmpty() ? output : output.warn(wrong)),
            options ->
                invocation.mayWrite()
                    ? ask(home(invocation, options.operands().headOption()), LOOKS, verbose, output)
                    : output.fail("Permission denied.").exit());
  }

  private static String home(Invocation invocation, Option<String> named) {
    return named.map(name -> FilePaths.absolute(invocation.workingDirectory(), name)).getOrElse("");
  }

  private static Outcome ask(String home, int looks, boolean verbose, Output output) {
    return new Outcome.Need(
        new Question.Upgrade(home), reply -> heard(reply, home, looks, verbose, output));
  }

  private static Outcome heard(
      Reply reply, String home, int looks, boolean verbose, Output output) {
    if (reply instanceof Reply.Failed(String reason)) {
      return output.fail("not upgraded: " + reason).exit();
    }
    if (reply instanceof Reply.Text(String state) && state.equals("done")) {
      return Outcome.Exit.ok(verbose ? "The managers were upgraded.\n" : "");
    }
    return looks == 0
        ? output.fail("k.init does not say how the upgrade went; its console may.").exit()
        : new Outcome.Await(
            _ -> Option.none(), LOOK_AGAIN, () -> ask(home, looks - 1, verbose, output));
  }
}
