package systemk.init.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What runs in a new process before the service does: a fixed script of /bin/sh that enters the
/// cgroup, sets what the shell can set, and then becomes `nice`, `setpriv` and the service in turn.
///
/// Values reach the script only as positional parameters, so nothing anybody writes is ever read as
/// shell. No code of the service runs before the process is in its cgroup. If a step fails, the
/// service's log has a line that begins with `k.init:` and the exit code is [#MISCONFIGURED] if the
/// method context is to blame, else [#FAILED].
///
/// With a record, the script stays: it waits for the service and leaves its exit code in a file
/// before it returns the same code. A service that a signal ended is then told as code 128 +
/// signal, as a shell does.
record Prologue() implements Loader {
  private static final String SHELL = "/bin/sh";

  private static final String SCRIPT =
      """
      fail() { echo "k.init: cannot $2" >&2; exit "$1"; }
      # Lowering wants the soft limit first, raising the hard one.
      limit() { ulimit -S "$1" "$2" && ulimit -H "$1" "$3"; }
      raise() { ulimit -H "$1" "$3" && ulimit -S "$1" "$2"; }
      record=
      while :; do
        case $1 in
        own) export "$2=$$"; shift 2 ;;
        cgroup) echo 0 >"$2/cgroup.procs" || fail 219 "enter cgroup $2"; shift 2 ;;
        umask) umask "$2" || fail 96 "set umask $2"; shift 2 ;;
        limit)
          limit "$2" "$3" "$4" 2>/dev/null || raise "$2" "$3" "$4" ||
            fail 96 "set limit $5"
          shift 5 ;;
        record) record=$2; shift 2 ;;
        run) shift; break ;;
        esac
      done
      [ -n "$record" ] || exec "$@"
      (exec "$@")
      status=$?
      echo $status >"$record.tmp" && mv -f "$record.tmp" "$record"
      exit $status
      """;

  // A shell of its own: in the one above, which may wait for the service, $$ is not the service.
  private static final String NAMING =
      """
      while [ "$1" != run ]; do export "$1=$$"; shift; done
      shift
      exec "$@"
      """;

  // As the user, who may not be let in where root is.
  private static final String ENTERING =
      """
      cd -P -- "$1" 2>/dev/null || { echo "k.init: cannot enter $1 as user $2" >&2; exit 96; }
      unset OLDPWD
      shift 2
      exec "$@"
      """;

  @Override
  public List<String> wrap(Passage passage) {
    ContextRequest request = passage.request();
    @Nullable Path cgroup = passage.cgroup();
    @Nullable Path record = passage.record();
    List<String> own = passage.own();
    List<String> steps = new ArrayList<>(List.of("own", Spawning.FIRST));
    if (cgroup != null) {
      steps.addAll(List.of("cgroup", cgroup.toString()));
    }
    if (request.umask() != null) {
      steps.addAll(List.of("umask", request.umask()));
    }
    for (Map.Entry<String, ContextRequest.Amounts> entry : request.limits().entrySet()) {
      Limit limit = Limit.of(entry.getKey()).orElseThrow();
      steps.addAll(
          List.of(
              "limit",
              limit.option(),
              limit.amount(entry.getValue().soft()),
              limit.amount(entry.getValue().hard()),
              entry.getKey() + " to " + entry.getValue()));
    }
    if (record != null) {
      steps.addAll(List.of("record", record.toString()));
    }
    List<String> chain = chain(passage);
    if (!own.isEmpty()) {
      List<String> naming = new ArrayList<>(List.of(SHELL, "-c", NAMING, "k-exec"));
      naming.addAll(own);
      naming.add("run");
      chain.addAll(0, naming);
    }
    List<String> all = new ArrayList<>(List.of(SHELL, "-c", SCRIPT, "k-exec"));
    all.addAll(steps);
    all.add("run");
    all.addAll(chain);
    all.addAll(passage.service());
    return all;
  }

  private static List<String> chain(Passage passage) {
    ContextRequest request = passage.request();
    Context context = passage.context();
    List<String> chain = new ArrayList<>();
    if (request.nice() != 0) {
      chain.addAll(List.of("/usr/bin/nice", "-n", Integer.toString(request.nice())));
    }
    List<String> privileges = new ArrayList<>();
    if (context.user() != null) {
      privileges.add("--reuid=" + context.user());
    }
    if (context.group() != null) {
      privileges.add("--regid=" + context.group());
    }
    if (context.groups() != null) {
      privileges.add(
          context.groups().isEmpty() ? "--clear-groups" : "--groups=" + context.groups());
    }
    if (passage.ordinary() && context.privileges().granted() == null) {
      privileges.add("--inh-caps=-all");
    }
    privileges.addAll(context.privileges().options());
    if (request.noNewPrivileges()) {
      privileges.add("--no-new-privs");
    }
    if (!privileges.isEmpty()) {
      chain.add("/usr/bin/setpriv");
      chain.addAll(privileges);
      chain.add("--");
    }
    if (passage.enters()) {
      chain.addAll(
          List.of(
              SHELL,
              "-c",
              ENTERING,
              "k-exec",
              passage.directory().toString(),
              String.valueOf(context.user())));
    }
    return chain;
  }
}
