package systemk.shell.svcprop;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.Names;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.manual.Manual;
import systemk.shell.text.Options;
import systemk.shell.text.Output;

/// Shows properties of services and instances (smf.md §1.4) and with `--why` where their values
/// come from, waits for them to change, and with `-e` changes them.
public final class Svcprop {
  private static final String SPEC = "cCefjl:p:qs:tT:vwz:Z?";
  private static final String WHY = "--why";

  private Svcprop() {}

  public static Outcome run(Invocation invocation, RepositoryState state) {
    Output output = new Output(invocation.program());
    boolean explains = invocation.arguments().takeUntil("--"::equals).contains(WHY);
    Either<String, Options> parsed =
        Options.parse(SPEC, explains ? invocation.arguments().remove(WHY) : invocation.arguments());
    if (parsed.isLeft()) {
      output.warn(parsed.getLeft());
      return usage(output);
    }
    Options options = parsed.get();
    if (options.has('?')) {
      return Outcome.Exit.ok(usage() + "\n" + Manual.of("svcprop").help());
    }
    boolean edits = options.has('e');
    if (options.operands().isEmpty()
        || options.countOf("cCsw") > 1
        || (edits && options.countOf("cCflpstwq") > 0)
        || (explains && options.countOf("eflqtTvw") > 0)
        || (options.has('l') && options.has('w'))
        || (options.has('j') && !explains)
        || (options.has('T') && !options.has('w'))
        || (options.has('w') && (options.operands().size() != 1 || options.all('p').size() > 1))) {
      return usage(output);
    }
    for (String zone : options.all('z')) {
      if (!zone.equals("global")) {
        return output.fail("zone '" + zone + "' does not exist").exit();
      }
    }
    for (String layer : options.all('l').filter(name -> Layers.named(name).isEmpty())) {
      return output.fail("Unknown layer \"" + layer + "\".").exit();
    }
    if (edits) {
      return Assignments.run(invocation, options.operands()).getOrElse(() -> usage(output));
    }
    Vector<String> misuse = options.all('p').flatMap(Svcprop::misuse);
    if (!misuse.isEmpty()) {
      misuse.forEach(message -> output.fail(message, 2));
      return output.exit();
    }
    if (explains) {
      return new Why(new Show(invocation, state, options), state, options.has('j')).run();
    }
    return options.has('w')
        ? Waiting.await(invocation, state, options)
        : new Show(invocation, state, options).exit();
  }

  private static Outcome usage(Output output) {
    return new Outcome.Exit("", output.err() + usage(), 2);
  }

  private static String usage() {
    return Manual.of("svcprop").usage("Usage: ");
  }

  private static Option<String> misuse(String argument) {
    Vector<String> parts = Vector.of(argument.split("/", -1));
    if (parts.size() > 2) {
      return Option.some("-p argument `" + argument + "' has too many components.");
    }
    return parts
        .find(part -> !Names.isName(part))
        .map(part -> "Invalid component name `" + part + "'.");
  }
}
