package systemk.shell.machine;

import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Question;
import systemk.shell.text.Output;

/// `reboot`, `poweroff` and `halt`: end the machine now.
public final class Ending {
  private Ending() {}

  public static Outcome run(Invocation invocation) {
    boolean isPoweroff = invocation.program().equals("poweroff");
    return Asking.parsed(
        invocation,
        isPoweroff ? "f" : "fp",
        options -> {
          if (!options.operands().isEmpty()) {
            return Asking.usage(
                new Output(invocation.program()),
                "\"" + options.operands().head() + "\": no operands are taken");
          }
          String how = options.has('p') ? "poweroff" : invocation.program();
          return Asking.allowed(
              invocation,
              () ->
                  options.has('f')
                      ? Asking.asked(
                          invocation, new Question.End(how, Asking.reason(invocation), true))
                      : Asking.now(invocation, Asking.end(invocation, how, "")));
        });
  }
}
