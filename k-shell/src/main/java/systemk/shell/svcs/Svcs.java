package systemk.shell.svcs;

import io.vavr.Lazy;
import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.Outcome.ProcessLine;
import systemk.shell.manual.Manual;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.text.Style;
import systemk.shell.view.FileFacts;
import systemk.shell.view.LegacyScript;
import systemk.shell.view.Operands;
import systemk.shell.view.Status;
import systemk.shell.view.Tongue;

/// Shows instances: their states, their dependencies, and why they do not run (smf.md §1.2).
public final class Svcs {
  private static final String SPEC = "aDdHjlLno:pR:s:S:vxZz:?";
  private static final Vector<Column> DEFAULT_COLUMNS =
      Vector.of(Column.STATE, Column.STIME, Column.FMRI);
  private static final Vector<Column> VERBOSE_COLUMNS =
      Vector.of(Column.STATE, Column.NSTATE, Column.STIME, Column.CTID, Column.FMRI);

  private final Invocation invocation;
  private final RepositoryState state;
  private final Options options;
  private final Output output;

  private Svcs(Invocation invocation, RepositoryState state, Options options, Output output) {
    this.invocation = invocation;
    this.state = state;
    this.options = options;
    this.output = output;
  }

  public static Outcome run(Invocation invocation, RepositoryState state) {
    Output output = new Output(invocation.program());
    Either<String, Options> parsed = Options.parse(SPEC, invocation.arguments());
    if (parsed.isLeft()) {
      output.warn(parsed.getLeft());
      return usage(output);
    }
    Options options = parsed.get();
    if (options.has('?')) {
      return Outcome.Exit.ok(Manual.of("svcs").usage("Usage: ") + "\n" + Manual.of("svcs").help());
    }
    return new Svcs(invocation, state, options, output).run();
  }

  private static Outcome usage(Output output) {
    return new Outcome.Exit("", output.err() + Manual.of("svcs").usage("Usage: "), 2);
  }

  private Outcome run() {
    if (isMisuse()) {
      return usage(output);
    }
    for (String zone : options.all('z')) {
      if (!zone.equals("global")) {
        return output.fail("zone '" + zone + "' does not exist").exit();
      }
    }
    if (options.has('x')) {
      return new Explaining(invocation, state, options, output).run();
    }
    if (options.has('n')) {
      return new Notified(state, options, output).run();
    }
    if (options.has('L')) {
      return new LogFiles(state, options, output).run();
    }
    return options.has('l') ? paragraphs() : listing();
  }

  /// Whether these options and operands do not go together.
  private boolean isMisuse() {
    int forms = options.countOf("lxdDn") + (options.has('L') && !options.has('x') ? 1 : 0);
    boolean listing = options.countOf("lLxn") == 0;
    return forms > 1
        || (!listing && options.countOf("aHoRsS") > 0)
        || (options.countOf("dD") == 1 && options.countOf("aR") > 0)
        || (options.countOf("dDlL") > 0 && !options.has('x') && options.operands().isEmpty())
        || (options.has('z') && options.has('Z'))
        || (options.countOf("Lxn") > 0 && options.has('p'))
        || (options.countOf("Ln") > 0 && options.has('j'));
  }

  private Vector<InstanceFmri> named() {
    return new Operands(state, output).instances(options.operands());
  }

  private Outcome paragraphs() {
    Vector<InstanceFmri> instances = named();
    return FileFacts.of(
        state,
        instances,
        files ->
            withProcesses(
                instances.map(instance -> Status.of(state, instance)),
                processes -> {
                  if (options.has('j')) {
                    return json(
                        instances.map(
                            instance ->
                                StatusJson.detailed(
                                    state,
                                    invocation.tongue(),
                                    instance,
                                    wanted(processes),
                                    files)));
                  }
                  Paragraph paragraph = new Paragraph(state, invocation, options, files);
                  output.print(
                      instances.map(instance -> paragraph.of(instance, processes)).mkString("\n"));
                  return output.exit();
                }));
  }

  private Outcome json(Vector<Json.Obj> objects) {
    return output.line(JsonText.pretty(Json.array(objects.asJava()))).exit();
  }

  private Option<Map<Long, Vector<ProcessLine>>> wanted(Map<Long, Vector<ProcessLine>> processes) {
    return Option.when(options.has('p'), processes);
  }

  private Outcome listing() {
    Vector<Column> columns = columns();
    Vector<Comparator<Row>> order = order();
    Vector<String> restarters = restarters();
    if (output.failed()) {
      return output.exit();
    }
    Lazy<Tongue> tongue = Lazy.of(invocation::tongue);
    Vector<Row> rows =
        listed(restarters)
            .map(subject -> Row.of(state, subject, invocation.now(), invocation.zone(), tongue))
            .sorted(
                order
                    .reduceOption(Comparator::thenComparing)
                    .getOrElse(Comparator.comparing(Row::fmri)));
    return withProcesses(
        rows.map(Row::status),
        processes -> {
          if (options.has('j')) {
            return json(
                rows.map(row -> StatusJson.listed(row, invocation.tongue(), wanted(processes))));
          }
          // Who names columns or wants no header reads them with a program, even on a terminal.
          boolean coloured = invocation.terminal() && options.countOf("Ho") == 0;
          Listing listing = new Listing(columns, new Style(coloured));
          if (!options.has('H')) {
            output.print(listing.heading());
          }
          rows.forEach(row -> output.print(listing.row(row, processes)));
          return output.exit();
        });
  }

  private Vector<Either<LegacyScript, InstanceFmri>> listed(Vector<String> restarters) {
    if (options.has('d') || options.has('D')) {
      return related().map(Either::right);
    }
    if (!options.operands().isEmpty() && options.has('a')) {
      output.warn("-a ignored when used with arguments.");
    }
    Vector<Either<LegacyScript, InstanceFmri>> all =
        options.operands().isEmpty()
            ? everything(options.has('a') || !restarters.isEmpty())
            : new Operands(state, output).listed(options.operands());
    return restarters.isEmpty()
        ? all
        : all.filter(
            subject -> subject.exists(fmri -> restarters.contains(Status.restarter(state, fmri))));
  }

  private Vector<InstanceFmri> related() {
    Relations relations = new Relations(state);
    return options.has('d')
        ? named().flatMap(relations::dependencies)
        : new Operands(state, output)
            .entities(options.operands(), "any instances or services")
            .flatMap(relations::dependents);
  }

  private Vector<Either<LegacyScript, InstanceFmri>> everything(boolean disabledToo) {
    return state
        .instances()
        .toVector()
        .filter(fmri -> disabledToo || isMeantToRun(fmri))
        .<Either<LegacyScript, InstanceFmri>>map(Either::right)
        .appendAll(LegacyScript.all(state).map(Either::left));
  }

  /// Enabled for good or for now. Something disabled for now is shown, too: it will be back.
  private boolean isMeantToRun(InstanceFmri fmri) {
    return state.permanentlyEnabled(fmri).contains(true)
        || state.temporarilyEnabled(fmri).contains(true);
  }

  private Vector<Column> columns() {
    if (!options.has('o')) {
      Vector<Column> columns = options.has('v') ? VERBOSE_COLUMNS : DEFAULT_COLUMNS;
      return options.has('Z') ? columns.prepend(Column.ZONE) : columns;
    }
    Vector<String> names =
        options
            .all('o')
            .flatMap(list -> Vector.of(list.split("[,\\s]+", -1)))
            .filter(name -> !name.isEmpty());
    if (names.isEmpty()) {
      output.fail("No columns specified.");
    }
    // With a plus sign a column is shown besides the usual ones, before the name.
    boolean besides = names.forAll(name -> name.startsWith("+"));
    Vector<Column> columns =
        names.flatMap(
            name -> {
              Option<Column> column = Column.named(besides ? name.substring(1) : name);
              if (column.isEmpty()) {
                output.fail("Unknown column \"" + name + "\".");
              }
              return column;
            });
    return besides && !names.isEmpty()
        ? DEFAULT_COLUMNS.init().appendAll(columns).append(DEFAULT_COLUMNS.last())
        : columns;
  }

  private Vector<Comparator<Row>> order() {
    Vector<Options.Given> asked =
        options.given().filter(given -> given.letter() == 's' || given.letter() == 'S');
    Vector<Comparator<Row>> order = Vector.empty();
    for (Options.Given given : asked) {
      Option<Column> column = Column.named(given.argument().toUpperCase(Locale.ROOT));
      if (column.isEmpty()) {
        output.fail("Unrecognized sort column \"" + given.argument() + "\".");
      } else {
        Comparator<Row> ascending = column.get().order();
        order = order.append(given.letter() == 's' ? ascending : ascending.reversed());
      }
    }
    return asked.isEmpty()
        ? DEFAULT_COLUMNS.map(Column::order)
        : order.append(Comparator.comparing(Row::fmri));
  }

  private Vector<String> restarters() {
    Vector<String> names = Vector.empty();
    for (String text : options.all('R')) {
      Either<?, Fmri> parsed = Fmri.parse(text);
      if (parsed.isLeft()) {
        output.fail("Restarter FMRI \"" + text + "\" is invalid.");
      } else if (!(parsed.get() instanceof InstanceFmri)) {
        output.fail("Restarter FMRI \"" + text + "\" does not designate an instance.");
      } else {
        names = names.append(parsed.get().toString());
      }
    }
    return names;
  }

  /// Goes on with the processes of what has these states by contract; without any unless `-p` asks.
  private Outcome withProcesses(
      Vector<Status> of, Function<Map<Long, Vector<ProcessLine>>, Outcome> next) {
    Vector<Long> contracts =
        options.has('p') ? of.flatMap(Status::contracts).distinct() : Vector.empty();
    if (contracts.isEmpty()) {
      return next.apply(HashMap.empty());
    }
    return new Outcome.Need(
        new Outcome.Question.Processes(contracts),
        reply -> {
          if (reply instanceof Outcome.Reply.Running(var processes)) {
            return next.apply(processes.groupBy(ProcessLine::contract));
          }
          if (reply instanceof Outcome.Reply.Failed(String reason)) {
            output.fail("cannot list processes: " + reason);
          }
          return next.apply(HashMap.empty());
        });
  }
}
