package systemk.init.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import systemk.linux.Kernel;
import systemk.linux.KernelException;
import systemk.linux.ProcessStat;
import systemk.linux.Program;
import systemk.linux.Program.Output;

/// Turns a request into a process: checks what can be checked before, then makes it.
final class Spawning {
  /// What has been found out about a request.
  record Plan(Context context, Path directory, String path) {}

  /// A process that was made.
  record Started(ProcessStat first, List<String> notApplied) {}

  /// The variable with the number of the process a contract was made for. All that come from that
  /// process have it too.
  static final String FIRST = "SYSTEMK_CONTRACT_PID";

  private static final List<String> RESERVED =
      List.of(
          WalkMembership.COOKIE,
          FIRST,
          "NOTIFY_SOCKET",
          "WATCHDOG_USEC",
          "WATCHDOG_PID",
          "LISTEN_FDS",
          "LISTEN_PID",
          "LISTEN_FDNAMES");

  private static final String DEFAULT_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

  private final Kernel kernel;
  private final ContractStore store;
  private final Membership membership;
  private final Loader loader;
  private final String cookiePrefix;

  Spawning(
      Kernel kernel, ContractStore store, Membership membership, Loader loader, String rootHash) {
    this.kernel = kernel;
    this.store = store;
    this.membership = membership;
    this.loader = loader;
    this.cookiePrefix = WalkMembership.COOKIE + "=" + rootHash + ":";
  }

  /// Refuses what cannot work, in words that say why; the shell's own would only be in the log.
  Plan plan(SpawnRequest request) {
    Context context = Context.resolve(request.context(), kernel);
    if (request.context().nice() < 0 && kernel.user() != 0) {
      throw new Refusal("cannot raise the priority: k.init itself is not root");
    }
    Path wanted = request.directory();
    Path directory = wanted == null ? Context.home(request.context(), kernel) : wanted;
    if (!Files.isDirectory(directory)) {
      throw new Refusal("there is no directory " + directory);
    }
    if (!Files.isExecutable(directory)) {
      throw new Refusal("cannot enter directory " + directory + ": k.init itself may not");
    }
    if (request.kind() == Contract.Kind.SERVICE) {
      refuseReserved(request);
    }
    prepareLog(request.output());
    prepareLog(request.error());
    return new Plan(context, directory, program(request, directory));
  }

  /// A service that sets what k.init sets would wait in vain for what it means. What a daemon of
  /// ours inherits from who started k.init is another matter, and just not passed on.
  private static void refuseReserved(SpawnRequest request) {
    for (String name : RESERVED) {
      if (request.environment().containsKey(name)) {
        throw new Refusal("cannot set " + name + " in the environment: k.init itself does");
      }
    }
  }

  private static void prepareLog(Output output) {
    if (!(output instanceof Output.Append(Path file)) || Files.exists(file)) {
      return;
    }
    Path directory = file.getParent();
    try {
      if (directory != null) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw new Refusal("cannot make the directory of log " + file + ": " + e.getMessage());
    }
  }

  /// The file that will run. A name without a slash is looked up as execvp(3) does, but in the PATH
  /// of the service; one with a slash that is not absolute depends on its working directory.
  private static String program(SpawnRequest request, Path directory) {
    String name = request.arguments().getFirst();
    if (name.indexOf('/') >= 0) {
      Path path = directory.resolve(name);
      if (!Files.exists(path)) {
        throw new Refusal("there is no program " + path);
      }
      if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
        throw new Refusal("cannot execute " + path);
      }
      return name;
    }
    String search = request.environment().getOrDefault("PATH", DEFAULT_PATH);
    for (String part : search.split(":")) {
      Path path = directory.resolve(part).resolve(name);
      if (Files.isRegularFile(path) && Files.isExecutable(path)) {
        return path.toString();
      }
    }
    throw new Refusal("there is no program " + name + " in " + search);
  }

  /// Makes the process. Answers it and the limits that could not be applied to it.
  Started start(Contract contract, SpawnRequest request, Plan plan, Attachments attached) {
    @Nullable Path leaf = membership.prepare(contract.id());
    List<String> notApplied = membership.limit(contract.id(), request.resources());
    @Nullable Path record = request.record() ? store.statusFile(contract.id()) : null;
    @Nullable Path made = kernel.spawnsInto() ? leaf : null;
    Passage passage =
        new Passage(
            service(request, plan),
            request.context(),
            plan.context(),
            plan.directory(),
            made == null ? leaf : null,
            record,
            attached.own());
    int pid = make(passage, made, contract, request, attached);
    // Nobody but this thread reaps, so the process is there even if it has ended.
    Optional<ProcessStat> first = kernel.stat(pid);
    return new Started(
        first.orElseThrow(
            () -> new IllegalStateException("process " + pid + " cannot be seen in /proc")),
        notApplied);
  }

  private int make(
      Passage passage,
      @Nullable Path cgroup,
      Contract contract,
      SpawnRequest request,
      Attachments attached) {
    boolean bare = cgroup != null && passage.isBare();
    List<String> wrapped = bare ? passage.service() : loader.wrap(passage);
    try {
      return kernel.spawn(
          new Program(
              wrapped.getFirst(),
              wrapped,
              environment(contract.id(), request, attached),
              passage.directory(),
              request.output(),
              request.error(),
              attached.passed(),
              cgroup,
              bare ? own(passage) : List.of()));
    } catch (KernelException e) {
      if (cgroup == null) {
        throw e;
      }
      // What keeps it from being made there, such as a filter of system calls, may let it enter. If
      // it cannot be made at all, this says why.
      return make(passage.entering(cgroup), null, contract, request, attached);
    }
  }

  private static List<String> own(Passage passage) {
    List<String> own = new ArrayList<>(List.of(FIRST));
    own.addAll(passage.own());
    return own;
  }

  private static List<String> service(SpawnRequest request, Plan plan) {
    List<String> arguments = new ArrayList<>(request.arguments());
    arguments.set(0, plan.path());
    return arguments;
  }

  private List<String> environment(long id, SpawnRequest request, Attachments attached) {
    Map<String, String> variables = new TreeMap<>(request.environment());
    // What k.init says by these must not come from anywhere else.
    RESERVED.forEach(variables::remove);
    variables.putAll(attached.environment());
    List<String> environment = new ArrayList<>();
    variables.forEach((name, value) -> environment.add(name + "=" + value));
    environment.add(cookie(id));
    return environment;
  }

  /// What is in the environment of the processes of a contract, and of no others.
  String cookie(long id) {
    return cookiePrefix + id;
  }
}
