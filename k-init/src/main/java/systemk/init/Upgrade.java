package systemk.init;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import systemk.init.contract.Contracts;
import systemk.init.contract.Refusal;
import systemk.init.loop.Loop;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.linux.Kernel;
import systemk.linux.KernelException;
import systemk.linux.Signals;

/// Puts the managers that are installed somewhere in place of those that run.
final class Upgrade {
  /*
   *   PROBING   the new k.init, run beside this one, says that it can run here
   *   CONFIGD   k.configd is ended and the new one started, and it answers
   *   STARTD    the same for k.startd
   *   leaving   k.init becomes the new one: the process and its children stay
   *
   * Whatever fails on the way is told, and the old daemons are started again. Services notice
   * nothing, as when the managers die. Who asks loses its k.configd on the way, asks the next one
   * again with the same token, and hears how it went; the record outlives k.init for the same
   * reason.
   */

  /// The file in the run directory that says how the last one went.
  static final String RECORD = "upgrade";

  private static final String PROBE = "upgrade.probe";
  private static final String PROBED = "ok";
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration POLITE = Duration.ofSeconds(15);
  // One death is ours.
  private static final int HOPELESS_DEATHS = 4;

  private enum Stage {
    PROBING,
    CONFIGD,
    STARTD
  }

  /// What there is to do and how far it is.
  private record Course(String token, Path home, Stage stage, long since, long old, long deaths) {}

  private final Loop loop;
  private final Kernel kernel;
  private final Daemons daemons;
  private final Options options;
  private final Path run;
  private final Console console;
  private final Runnable made;
  private final Runnable pingStartd;
  private final Function<Path, String> become;
  private @Nullable Course course;
  private @Nullable Helper helper;

  /// @param made told after a child was made
  /// @param become makes this process the k.init of another place; answers only if it cannot
  Upgrade(
      Loop loop,
      Kernel kernel,
      Daemons daemons,
      Options options,
      Path run,
      Console console,
      Runnable made,
      Runnable pingStartd,
      Function<Path, String> become) {
    this.loop = loop;
    this.kernel = kernel;
    this.daemons = daemons;
    this.options = options;
    this.run = run;
    this.console = console;
    this.made = made;
    this.pingStartd = pingStartd;
    this.become = become;
  }

  /// Finishes what the k.init began that this process, or the one before it, was.
  void resume() throws IOException {
    Json.Obj before = read();
    if (!before.optionalString("state").orElse("").equals("under way")) {
      return;
    }
    String token = before.string("token");
    if (before.string("home").equals(options.home().toString())) {
      console.say("upgraded: runs from " + options.home());
      record(token, options.home(), "done", "");
    } else {
      fail(token, Path.of(before.string("home")), "k.init ended on the way");
    }
  }

  /// Begins an upgrade, or says how the one with this token is doing.
  Json.Builder ask(String token, Path home) {
    Course current = course;
    if (current != null) {
      if (!current.token().equals(token)) {
        throw new Refusal("another upgrade is under way");
      }
      return Json.object().put("state", "under way");
    }
    Json.Obj last = lastOne();
    if (last.optionalString("token").orElse("").equals(token)) {
      return Json.object()
          .put("state", last.string("state"))
          .put("reason", last.optionalString("reason").orElse(""));
    }
    begin(token, home);
    return Json.object().put("state", "under way");
  }

  private Json.Obj lastOne() {
    try {
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(String token, Path home) {
    Path program = home.resolve("libexec/k.init");
    if (!Files.isExecutable(program)) {
      throw new Refusal(program + " is not there, or cannot be run");
    }
    try {
      record(token, home, "under way", "");
      Files.deleteIfExists(run.resolve(PROBE));
      helper =
          Helper.start(
              kernel,
              program,
              "--root",
              options.root().toString(),
              "--home",
              home.toString(),
              "--probe",
              run.resolve(PROBE).toString());
    } catch (IOException e) {
      throw new Refusal("cannot put on record what was asked: " + e.getMessage());
    } catch (KernelException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
    made.run();
    console.say("upgrading to " + home);
    course = new Course(token, home, Stage.PROBING, System.nanoTime(), 0, 0);
    loop.after(TICK, this::tick);
  }

  private void tick() {
    Course current = course;
    if (current == null) {
      return;
    }
    boolean late = System.nanoTime() - current.since() > BOUND.toNanos();
    switch (current.stage()) {
      case PROBING -> probing(current, late);
      case CONFIGD -> exchanging(current, false, late);
      case STARTD -> exchanging(current, true, late);
    }
    if (course != null) {
      loop.after(TICK, this::tick);
    }
  }

  private void probing(Course current, boolean late) {
    if (helper != null && helper.isRunning(kernel) && !late) {
      return;
    }
    if (helper != null && late) {
      kernel.signal(helper.process(), Signals.KILL);
    }
    if (hasProbed()) {
      daemons.moveTo(current.home());
      exchange(current, Stage.CONFIGD, false);
    } else {
      fail(
          current.token(),
          current.home(),
          "its k.init cannot run here; it says why on the console");
    }
  }

  private boolean hasProbed() {
    try {
      Path file = run.resolve(PROBE);
      boolean probed = Files.exists(file) && Files.readString(file).strip().equals(PROBED);
      Files.deleteIfExists(file);
      return probed;
    } catch (IOException e) {
      console.report(e);
      return false;
    }
  }

  /// Says that this k.init could run on these records.
  static void probe(Path file, Path records) throws IOException {
    StringBuilder problems = new StringBuilder();
    if (Files.isDirectory(records)) {
      Contracts.check(records, problem -> problems.append(problem).append('\n'));
    }
    if (!problems.isEmpty()) {
      throw new IOException(problems.toString().strip());
    }
    Files.writeString(file, PROBED);
  }

  private void exchange(Course current, Stage stage, boolean ofStartd) {
    course =
        new Course(
            current.token(),
            current.home(),
            stage,
            System.nanoTime(),
            daemons.contractOf(ofStartd),
            daemons.deathsOf(ofStartd));
    daemons.stop(ofStartd, Signals.TERM);
  }

  private void exchanging(Course current, boolean ofStartd, boolean late) {
    long now = daemons.contractOf(ofStartd);
    if (now != 0 && now != current.old() && daemons.hasAnswered(ofStartd)) {
      if (ofStartd) {
        leave(current);
      } else {
        exchange(current, Stage.STARTD, true);
      }
    } else if (late || daemons.deathsOf(ofStartd) - current.deaths() >= HOPELESS_DEATHS) {
      fail(
          current.token(),
          current.home(),
          "its " + (ofStartd ? "k.startd" : "k.configd") + " does not come up; its log says why");
    } else if (now != 0
        && now == current.old()
        && System.nanoTime() - current.since() > POLITE.toNanos()) {
      daemons.stop(ofStartd, Signals.KILL);
    } else {
      daemons.ask(pingStartd);
    }
  }

  private void leave(Course current) {
    console.say("becoming the k.init of " + current.home());
    fail(current.token(), current.home(), become.apply(current.home()));
  }

  /// Goes on with what there was.
  private void fail(String token, Path home, String reason) {
    course = null;
    helper = null;
    console.say("not upgraded to " + home + ": " + reason);
    daemons.moveTo(options.home());
    daemons.stop(true, Signals.KILL);
    daemons.stop(false, Signals.KILL);
    try {
      record(token, home, "failed", reason);
    } catch (IOException e) {
      console.report(e);
    }
  }

  private Json.Obj read() throws IOException {
    Path file = run.resolve(RECORD);
    return Files.exists(file)
        ? JsonText.parse(Files.readString(file)).asObj(RECORD)
        : Json.object().build();
  }

  private void record(String token, Path home, String state, String reason) throws IOException {
    Path temporary = run.resolve(RECORD + ".tmp");
    Files.writeString(
        temporary,
        JsonText.write(
            Json.object()
                .put("token", token)
                .put("home", home.toString())
                .put("state", state)
                .put("reason", reason)
                .build()));
    Files.move(
        temporary,
        run.resolve(RECORD),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
