package systemk.init;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import systemk.init.contract.Contract;
import systemk.init.contract.Contracts;
import systemk.init.contract.Refusal;
import systemk.init.contract.SpawnRequest;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.linux.Kernel;
import systemk.linux.ProcessStat;
import systemk.linux.Signals;

/// What clients may ask of k.init, one method for each word.
final class Requests implements Clients.Handler {
  /// What k.init says of itself, and what reaches beyond contracts.
  interface Host {
    Json.Obj describe();

    /// Where this k.init is installed.
    Path home();

    Json.Builder status();

    boolean admitsSpawns();

    void childMade();

    void servicesStopped();

    void shutDown(Wish wish, boolean force);

    /// The managers that are installed there are to take the place of those that run.
    Json.Builder upgrade(String token, Path home);

    /// The container is to end.
    void end(int status, String reason);

    void announce(String text);

    void singleUser();

    void rescue(String reason);

    void subscribed();

    void heard();
  }

  private static final int MAX_STATUS = 255;

  private final Kernel kernel;
  private final Contracts contracts;
  private final Host host;

  Requests(Kernel kernel, Contracts contracts, Host host) {
    this.kernel = kernel;
    this.contracts = contracts;
    this.host = host;
  }

  @Override
  public Json.Builder answer(String op, Json.Obj request) {
    return switch (op) {
      case "hello" -> hello(request);
      case "ping" -> Json.object();
      case "spawn" -> spawn(request);
      case "signal" -> signal(request);
      case "kill" -> kill(request);
      case "members" -> members(request);
      case "processes" -> processes(request);
      case "owner" -> owner(request);
      case "abandon" -> abandon(request);
      case "ack" -> acknowledge(request);
      case "forget" -> forget(request);
      case "shutdown" -> shutdown(request);
      case "announce" -> {
        host.announce(request.string("text"));
        yield Json.object();
      }
      case "rescue" -> {
        host.rescue(request.string("reason"));
        yield Json.object();
      }
      case "single_user" -> {
        host.singleUser();
        yield Json.object();
      }
      case "shutdown_done" -> shutdownDone();
      case "end" -> end(request);
      case "upgrade" -> upgrade(request);
      case "status" -> host.status();
      default -> throw new Refusal("there is no request \"" + op + "\"");
    };
  }

  private Json.Builder hello(Json.Obj request) {
    request.string("client");
    List<Json.Obj> table =
        contracts.all().stream()
            .filter(contract -> contract.kind() == Contract.Kind.SERVICE)
            .map(this::describe)
            .toList();
    return Json.object().put("init", host.describe()).putArray("contracts", table);
  }

  private Json.Obj describe(Contract contract) {
    Json exited =
        contract
            .ending()
            .<Json>map(ending -> ending.put(Json.object()).build())
            .orElse(new Json.Null());
    return Json.object()
        .put("contract", contract.id())
        .put("token", contract.token())
        .put("owner", contract.owner())
        .put("pid", contract.pid())
        .put("start_time", contract.startTime())
        .put("alive", contract.isAlive())
        .put("exited", exited)
        .put("leader", contract.main().map(main -> main.pid()).orElse(0))
        .putArray("members", contract.isAlive() ? pids(contract.id()) : List.of())
        .build();
  }

  private List<Json> pids(long id) {
    return contracts.members(id).stream().<Json>map(member -> Json.of(member.pid())).toList();
  }

  private Json.Builder spawn(Json.Obj request) {
    SpawnRequest wanted = SpawnRequest.parse(request);
    Optional<Contract> before = contracts.find(wanted.token());
    if (before.isPresent()) {
      return spawned(before.get()).put("existing", true);
    }
    if (!host.admitsSpawns()) {
      throw new Refusal("k.init is shutting down");
    }
    Contract contract = contracts.spawn(wanted);
    host.childMade();
    return spawned(contract);
  }

  private static Json.Builder spawned(Contract contract) {
    Json.Builder answer =
        Json.object()
            .put("contract", contract.id())
            .put("pid", contract.pid())
            .put("start_time", contract.startTime());
    List<String> notApplied = contract.notApplied();
    return notApplied.isEmpty() ? answer : answer.putStrings("not_applied", notApplied);
  }

  private Json.Builder signal(Json.Obj request) {
    Json wanted = request.at("signal");
    OptionalInt signal =
        Signals.number(
            wanted instanceof Json.Num number
                ? Long.toString(number.asLong("signal"))
                : wanted.asString("signal"));
    if (signal.isEmpty()) {
      throw new Refusal("there is no signal " + JsonText.write(wanted));
    }
    String to = request.optionalString("to").orElse("all");
    if (!to.equals("all") && !to.equals("main")) {
      throw new Refusal("\"to\" must be \"all\" or \"main\", not \"" + to + "\"");
    }
    int reached = contracts.signal(service(request).id(), signal.getAsInt(), to.equals("all"));
    return Json.object().put("signalled", reached);
  }

  private Json.Builder kill(Json.Obj request) {
    contracts.kill(service(request).id());
    return Json.object();
  }

  private Json.Builder members(Json.Obj request) {
    return Json.object().putArray("members", pids(service(request).id()));
  }

  private Json.Builder processes(Json.Obj request) {
    return Json.object()
        .putArray(
            "processes",
            contracts.members(service(request).id()).stream().map(this::process).toList());
  }

  private Json.Obj process(ProcessStat process) {
    return Json.object()
        .put("pid", process.pid())
        .put("start_time", process.startTime())
        .put("comm", process.comm())
        .putStrings("args", kernel.arguments(process.pid()))
        .build();
  }

  /// Whose service a process is of; nothing if it is of none.
  private Json.Builder owner(Json.Obj request) {
    return contracts
        .ofProcess((int) request.integer("pid"))
        .filter(contract -> contract.kind() == Contract.Kind.SERVICE)
        .map(contract -> Json.object().put("owner", contract.owner()))
        .orElseGet(Json::object);
  }

  private Json.Builder abandon(Json.Obj request) {
    contracts.abandon(service(request).id());
    return Json.object();
  }

  private Json.Builder acknowledge(Json.Obj request) {
    contracts.acknowledge(request.integer("event"));
    return Json.object();
  }

  private Json.Builder forget(Json.Obj request) {
    contracts.forgetOwner(request.string("owner"));
    return Json.object();
  }

  private Json.Builder shutdown(Json.Obj request) {
    String how = request.string("how");
    Finish finish =
        Finish.of(how).orElseThrow(() -> new Refusal("nothing can end by \"" + how + "\""));
    host.shutDown(new Wish(finish, request.string("reason")), request.flag("force"));
    return Json.object();
  }

  private Json.Builder shutdownDone() {
    host.servicesStopped();
    return Json.object();
  }

  private Json.Builder upgrade(Json.Obj request) {
    String home = request.optionalString("home").orElse("");
    try {
      Path place = home.isEmpty() ? host.home() : Path.of(home);
      if (place.isAbsolute()) {
        return host.upgrade(request.string("token"), place.normalize());
      }
    } catch (InvalidPathException _) {
      // It is refused below.
    }
    throw new Refusal("\"" + home + "\" is no absolute path");
  }

  private Json.Builder end(Json.Obj request) {
    long status = request.integer("status");
    if (status < 0 || status > MAX_STATUS) {
      throw new Refusal("\"status\" must be 0 to " + MAX_STATUS + ", not " + status);
    }
    host.end((int) status, request.string("reason"));
    return Json.object();
  }

  /// The daemons' own contracts are nobody else's business.
  private Contract service(Json.Obj request) {
    long id = request.integer("contract");
    Contract contract = contracts.get(id);
    if (contract.kind() != Contract.Kind.SERVICE) {
      throw new Refusal("contract " + id + " is k.init's own");
    }
    return contract;
  }

  @Override
  public void subscribed() {
    host.subscribed();
  }

  @Override
  public void heard() {
    host.heard();
  }
}
