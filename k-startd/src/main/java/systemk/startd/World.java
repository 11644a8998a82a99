package systemk.startd;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import systemk.core.Time;
import systemk.core.context.Capability;
import systemk.core.context.CapabilitySet;
import systemk.core.context.MethodContext;
import systemk.core.engine.Purpose;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.CommandLine;
import systemk.core.method.HealthCheck;
import systemk.core.method.MethodKind;
import systemk.core.method.Readiness;
import systemk.core.method.Resources;
import systemk.core.method.Supervision;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.core.restarter.Effect;
import systemk.core.restarter.StateChange;
import systemk.json.Json;
import systemk.startd.health.Commands;
import systemk.startd.logs.Rotator;

/// The real world: k.configd, k.init, files and the console.
final class World implements Outside, Commands {
  private static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
  private static final String RESTARTER = "svc:/system/svc/restarter:default";

  private final ConfigdLink configd;
  private final InitLink init;
  private final ServiceLogs logs;
  private final Rotator rotator;
  private final BootConsole console;
  private final Path root;

  World(
      ConfigdLink configd,
      InitLink init,
      ServiceLogs logs,
      Rotator rotator,
      BootConsole console,
      Path root) {
    this.configd = configd;
    this.init = init;
    this.logs = logs;
    this.rotator = rotator;
    this.console = console;
    this.root = root;
  }

  @Override
  public void subscribe(Option<Revision> from, String except) {
    configd.subscribe(from, except);
  }

  @Override
  public void commit(long id, Transaction transaction) {
    configd.commit(id, transaction);
  }

  @Override
  public void run(Effect.RunMethod method, String logFile) {
    if (method.kind() == MethodKind.START) {
      rotator.beforeStart(logFile);
    }
    init.spawn(method.fmri(), method.token(), request(method, logFile, root));
  }

  /// What k.init is asked for, but for the token and the owner.
  static Json.Builder request(Effect.RunMethod method, String logFile, Path root) {
    MethodContext context = method.context();
    Json.Builder request =
        Json.object()
            .putStrings("argv", words(method.command()))
            .put("env", environment(method.fmri(), method.kind().token(), context, root))
            .put("cwd", context.workingDirectory())
            .put("log", logFile)
            .put("record", method.recorded())
            .put("context", context(context));
    if (method.kind() == MethodKind.START) {
      supervise(request, method.supervision());
    }
    return request;
  }

  private static void supervise(Json.Builder request, Supervision supervision) {
    switch (supervision.readiness()) {
      case Readiness.Exit() -> {}
      case Readiness.Notify() -> request.put("notify", true);
      case Readiness.Descriptor(int number) -> request.put("notify_fd", number);
    }
    supervision.watchdogMillis().forEach(millis -> request.put("watchdog_ms", millis));
    // Zero closes what was kept when there was a number.
    request.put("fd_store", supervision.descriptors());
    Json.Builder resources = Json.object();
    Resources limits = supervision.resources();
    limits.memoryMax().forEach(bytes -> resources.put("memory_max", bytes));
    limits.memoryHigh().forEach(bytes -> resources.put("memory_high", bytes));
    limits.cpuWeight().forEach(weight -> resources.put("cpu_weight", weight));
    limits.cpuMax().forEach(percent -> resources.put("cpu_max", percent));
    limits.pidsMax().forEach(count -> resources.put("pids_max", count));
    limits.ioWeight().forEach(weight -> resources.put("io_weight", weight));
    if (!limits.equals(Resources.NONE)) {
      request.put("resources", resources.build());
    }
  }

  @Override
  public Command run(InstanceFmri fmri, HealthCheck.Probe.Exec exec, String logFile) {
    MethodContext context = exec.context();
    Json.Builder request =
        Json.object()
            .putStrings("argv", words(exec.command()))
            .put("env", environment(fmri, HealthCheck.GROUP, context, root))
            .put("cwd", context.workingDirectory())
            .put("log", logFile)
            .put("record", false)
            .put("context", context(context));
    return init.check(fmri, request);
  }

  private static List<String> words(String command) {
    return CommandLine.of(command, World::canRun).asJava();
  }

  private static boolean canRun(String program) {
    Path file = Path.of(program);
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  /// What smf.md §4.2 says, and what a method needs to find this tree of services again.
  private static Json environment(
      InstanceFmri fmri, String method, MethodContext context, Path root) {
    TreeMap<String, String> variables =
        TreeMap.<String, String>empty()
            .put("PATH", path())
            .put("SMF_FMRI", fmri.toString())
            .put("SMF_METHOD", method)
            .put("SMF_RESTARTER", RESTARTER)
            .put("SMF_ZONENAME", "global")
            .put("SYSTEMK_ROOT", root.toString())
            .put("SYSTEMK_JAVA", System.getProperty("java.home"));
    String home = System.getenv("SYSTEMK_HOME");
    TreeMap<String, String> all = home == null ? variables : variables.put("SYSTEMK_HOME", home);
    Json.Builder json = Json.object();
    context.environment().merge(all).forEach(v -> json.put(v._1, v._2));
    return json.build();
  }

  /// Methods drive services by the commands of the distribution, which need not be installed.
  private static String path() {
    String home = System.getenv("SYSTEMK_HOME");
    return home == null || home.isEmpty() || home.equals("/usr")
        ? PATH
        : PATH + ":" + home + "/bin";
  }

  private static Json context(MethodContext context) {
    Json.Builder json = Json.object();
    json.putIf("user", context.user().toJavaOptional());
    json.putIf("group", context.group().toJavaOptional());
    if (!context.groups().isEmpty()) {
      json.putStrings("groups", context.groups().asJava());
    }
    json.putIf("umask", context.umask().toJavaOptional());
    context.nice().forEach(nice -> json.put("nice", nice));
    json.put("no_new_privs", context.noNewPrivileges());
    context.privileges().forEach(set -> json.put("privileges", capabilities(set)));
    context.limitPrivileges().forEach(set -> json.put("limit_privileges", capabilities(set)));
    if (!context.limits().isEmpty()) {
      Json.Builder limits = Json.object();
      context.limits().forEach(limit -> limits.put(limit._1, limit._2));
      json.put("limits", limits.build());
    }
    return json.build();
  }

  private static Json capabilities(CapabilitySet set) {
    Json.Builder named = Json.object();
    for (Capability capability : set.named()) {
      named.put(capability.token(), capability.number());
    }
    return Json.object().put(set.complement() ? "all_but" : "only", named.build()).build();
  }

  @Override
  public void signal(long contract, String signal) {
    init.request("signal", contract(contract).put("signal", Long.parseLong(signal)));
  }

  @Override
  public void kill(long contract) {
    init.request("kill", contract(contract));
  }

  @Override
  public void abandon(long contract) {
    init.request("abandon", contract(contract));
  }

  @Override
  public void release(InstanceFmri fmri) {
    init.request("forget", Json.object().put("owner", fmri.toString()));
  }

  private static Json.Builder contract(long contract) {
    return Json.object().put("contract", contract);
  }

  @Override
  public void acknowledge(long event) {
    init.request("ack", Json.object().put("event", event));
  }

  @Override
  public void pong() {
    init.request("pong", Json.object());
  }

  @Override
  public void end(Purpose.End end) {
    init.request("end", Json.object().put("status", end.status()).put("reason", end.reason()));
  }

  @Override
  public void shutdownComplete() {
    init.request("shutdown_done", Json.object());
  }

  @Override
  public TreeMap<FileFmri, Boolean> look(Vector<FileFmri> files) {
    TreeMap<FileFmri, Boolean> exists = TreeMap.empty();
    for (FileFmri file : files) {
      exists = exists.put(file, Files.exists(Path.of(file.path())));
    }
    return exists;
  }

  @Override
  public void log(String logFile, Time time, String line) {
    logs.append(Path.of(logFile), time.wall(), line);
  }

  @Override
  public void announce(StateChange change) {
    console.show(change);
  }
}
