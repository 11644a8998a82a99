package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The method context as the kernel sees it inside the methods of real services: each attribute
/// valid, unknown and inherited (smf.md §4.2, §4.3).
@TestInstance(Lifecycle.PER_CLASS)
class MethodContextIT {
  private static final long NET_BIND_SERVICE = 1L << 10;
  private static final long SYS_ADMIN = 1L << 21;

  private static final String LOOK =
      """
      grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs):' /proc/self/status
      printf 'Directory:\\t%s\\n' "$(pwd -P)"
      printf 'Umask:\\t%s\\n' "$(umask)"
      printf 'Nice:\\t%s\\n' "$(nice)"
      printf 'Files:\\t%s:%s\\n' "$(ulimit -S -n)" "$(ulimit -H -n)"
      printf 'Core:\\t%s\\n' "$(ulimit -S -c)"
      env | sed 's/=/:\\t/; s/^/env /'
      """;

  private static final String SERVICES =
      """
      { "services": [
        { "service": "t/plain", "enabled": true, "duration": "transient", "start": "LOOK" },
        { "service": "t/full", "enabled": true, "duration": "transient", "start": { "exec": "LOOK",
            "user": "nobody", "group": "daemon", "supplementary_groups": [ "audio", "4242" ],
            "privileges": "net_bind_service", "limit_privileges": "!cap_sys_admin",
            "working_directory": "/usr/lib", "umask": "027", "nice": 3, "no_new_privileges": true,
            "limits": { "nofile": "64:128", "core": 0 },
            "environment": { "A": "b c", "SMF_ZONENAME": "mine", "PATH": "/bin:/usr/bin" } } },
        { "service": "t/shared", "duration": "transient", "start": "LOOK",
          "context": { "user": "daemon", "umask": "077", "environment": { "A": "service" } },
          "instances": { "service": { "enabled": true },
            "instance": { "enabled": true,
              "context": { "umask": "007", "environment": { "B": "instance" } } },
            "method": { "enabled": true, "start": { "exec": "LOOK", "umask": "022" } } } },
        { "service": "t/default", "enabled": true, "duration": "transient", "start": { "exec": "LOOK",
            "user": "daemon", "group": ":default", "supplementary_groups": ":default",
            "privileges": ":default", "limit_privileges": ":default",
            "working_directory": ":default" } },
        { "service": "t/number", "enabled": true, "duration": "transient", "start": { "exec": "LOOK",
            "user": "12345", "supplementary_groups": "7 8", "privileges": "!sys_admin" } },
        { "service": "t/alone", "enabled": true, "duration": "transient", "start": { "exec": "LOOK",
            "user": "1234567890" } },
        { "service": "t/bare", "enabled": true, "duration": "transient", "start": { "exec": "LOOK",
            "user": "root", "privileges": "none" } },
        { "service": "t/bounded", "enabled": true, "duration": "transient", "start": { "exec": "LOOK",
            "user": "nobody", "privileges": "all", "limit_privileges": "none" } },
        { "service": "t/solaris", "enabled": true, "duration": "transient", "start": {
            "exec": "LOOK", "project": "web", "resource_pool": "p",
            "security_flags": "+aslr", "corefile_pattern": "/cores/%f" } },
        { "service": "t/unlimited", "enabled": true, "duration": "child", "start": "sleep 6000",
          "groups": { "resources": { "type": "application",
            "properties": { "memory_high": 1000000000 } } } },
        { "service": "t/unknown", "duration": "transient", "start": "LOOK", "instances": {
          "user": { "enabled": true, "context": { "user": "no such user" } },
          "group": { "enabled": true, "context": { "group": "nosuchgroup" } },
          "groups": { "enabled": true, "context": { "supplementary_groups": [ "daemon", "nosuchgroup" ] } },
          "privileges": { "enabled": true, "context": { "privileges": "to_fly" } },
          "limit": { "enabled": true, "context": { "limit_privileges": "basic,proc_fork" } },
          "directory": { "enabled": true, "context": { "working_directory": "/nonexistent" } },
          "home": { "enabled": true,
            "context": { "user": "12345", "working_directory": ":home" } },
          "umask": { "enabled": true, "context": { "umask": "888" } },
          "nice": { "enabled": true, "context": { "nice": 20 } },
          "limits": { "enabled": true, "context": { "limits": { "files": 1 } } },
          "high": { "enabled": true, "context": { "limits": { "nofile": 9999999999999 } } },
          "reserved": { "enabled": true, "context": { "environment": { "LISTEN_FDS": "1" } } },
          "profile": { "enabled": true, "context": { "profile": "Web" } },
          "closed": { "enabled": true,
            "context": { "user": "nobody", "working_directory": "CLOSED" } } } }
      ] }
      """;

  private Scratch scratch;

  @BeforeAll
  void boot() throws Exception {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "only root may become another user");
    scratch = Scratch.make();
    Files.setPosixFilePermissions(scratch.root(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Path look = Files.writeString(scratch.root().resolve("look.sh"), LOOK);
    Path closed = Files.createDirectory(scratch.root().resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    scratch.install("milestone");
    scratch.manifest(
        "context.json",
        SERVICES.replace("LOOK", "sh " + look).replace("CLOSED", closed.toString()));
    scratch.up();
  }

  @AfterAll
  void close() throws IOException {
    if (scratch != null) {
      scratch.close();
    }
  }

  private String log(String instance) {
    try {
      return Files.readString(
          scratch.tree().layout().logs().resolve(instance.replace('/', '-') + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the start method of a service saw of itself.
  private Map<String, String> look(String instance) {
    scratch.awaitState("svc:/" + instance, "online");
    return log(instance)
        .lines()
        .filter(line -> line.contains(":\t"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf(':')),
                line -> line.substring(line.indexOf('\t') + 1).strip(),
                (_, second) -> second,
                TreeMap::new));
  }

  private static String ids(long id) {
    return "%1$d\t%1$d\t%1$d\t%1$d".formatted(id);
  }

  private static String mask(long mask) {
    return "%016x".formatted(mask);
  }

  /// All capabilities that the tree has.
  private long all() {
    return Long.parseUnsignedLong(look("t/plain:default").get("CapBnd"), 16);
  }

  private static String[] passwd(String name) throws IOException {
    return entry("/etc/passwd", name);
  }

  private static long group(String name) throws IOException {
    return Long.parseLong(entry("/etc/group", name)[2]);
  }

  /// The fields of a name in passwd(5) or group(5).
  private static String[] entry(String file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.split(":", -1))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aMethodWithoutAContextIsTheManagersOwnAndInheritsNoVariables() {
    Map<String, String> plain = look("t/plain:default");
    assertThat(plain)
        .containsEntry("Uid", ids(0))
        .containsEntry("Directory", "/")
        .containsEntry("CapEff", mask(all()))
        .containsEntry("CapAmb", mask(0))
        .containsEntry("NoNewPrivs", "0")
        .containsEntry("env SMF_FMRI", "svc:/t/plain:default")
        .containsEntry("env SMF_METHOD", "start")
        .containsEntry("env SMF_RESTARTER", "svc:/system/svc/restarter:default")
        .containsEntry("env SMF_ZONENAME", "global")
        .containsEntry("env SYSTEMK_ROOT", scratch.root().toString());
    assertThat(plain.get("env PATH")).startsWith("/usr/sbin:/usr/bin");
    // What a shell sets for itself is not inherited.
    List<String> shells = List.of("env PWD", "env OLDPWD", "env SHLVL", "env _");
    assertThat(plain.keySet().stream().filter(key -> key.startsWith("env ")))
        .filteredOn(key -> !shells.contains(key))
        .containsExactlyInAnyOrder(
            "env PATH",
            "env SMF_FMRI",
            "env SMF_METHOD",
            "env SMF_RESTARTER",
            "env SMF_ZONENAME",
            "env SYSTEMK_CONTRACT",
            "env SYSTEMK_CONTRACT_PID",
            "env SYSTEMK_HOME",
            "env SYSTEMK_JAVA",
            "env SYSTEMK_ROOT");
  }

  @Test
  void everyAttributeIsAppliedAtOnce() throws Exception {
    int nice = Integer.parseInt(look("t/plain:default").get("Nice"));
    assertThat(look("t/full:default"))
        .containsEntry("Uid", ids(Long.parseLong(passwd("nobody")[2])))
        .containsEntry("Gid", ids(group("daemon")))
        .containsEntry("Groups", group("audio") + " 4242")
        .containsEntry("CapInh", mask(NET_BIND_SERVICE))
        .containsEntry("CapPrm", mask(NET_BIND_SERVICE))
        .containsEntry("CapEff", mask(NET_BIND_SERVICE))
        .containsEntry("CapAmb", mask(NET_BIND_SERVICE))
        .containsEntry("CapBnd", mask(all() & ~SYS_ADMIN))
        .containsEntry("NoNewPrivs", "1")
        .containsEntry("Directory", "/usr/lib")
        .containsEntry("Umask", "0027")
        .containsEntry("Nice", Integer.toString(Math.min(nice + 3, 19)))
        .containsEntry("Files", "64:128")
        .containsEntry("Core", "0")
        .containsEntry("env A", "b c")
        .containsEntry("env SMF_ZONENAME", "mine")
        .containsEntry("env PATH", "/bin:/usr/bin");
  }

  @Test
  void aMethodInheritsTheContextOfItsServiceOrInstanceOrNothing() throws Exception {
    long daemon = Long.parseLong(passwd("daemon")[2]);
    assertThat(look("t/shared:service"))
        .containsEntry("Uid", ids(daemon))
        .containsEntry("Umask", "0077")
        .containsEntry("CapEff", mask(0))
        .containsEntry("env A", "service");
    assertThat(look("t/shared:instance"))
        .containsEntry("Uid", ids(daemon))
        .containsEntry("Umask", "0007")
        .containsEntry("env B", "instance")
        .doesNotContainKey("env A");
    assertThat(look("t/shared:method"))
        .containsEntry("Uid", ids(0))
        .containsEntry("Umask", "0022")
        .doesNotContainKey("env A");
  }

  @Test
  void defaultIsWhatTheUserIs() throws Exception {
    String[] daemon = passwd("daemon");
    assertThat(look("t/default:default"))
        .containsEntry("Uid", ids(Long.parseLong(daemon[2])))
        .containsEntry("Gid", ids(Long.parseLong(daemon[3])))
        .containsEntry("Groups", daemon[3])
        .containsEntry("Directory", Path.of(daemon[5]).toRealPath().toString())
        .containsEntry("CapEff", mask(0))
        .containsEntry("CapBnd", mask(all()));
  }

  @Test
  void aUserMayBeANumberWithoutAName() {
    assertThat(look("t/number:default"))
        .containsEntry("Uid", ids(12345))
        .containsEntry("Gid", ids(12345))
        .containsEntry("Groups", "7 8")
        .containsEntry("CapEff", mask(all() & ~SYS_ADMIN));
    assertThat(look("t/alone:default"))
        .containsEntry("Uid", ids(1_234_567_890))
        .containsEntry("Groups", "");
  }

  @Test
  void privilegesAreTakenFromRootAndLimitedForAll() {
    assertThat(look("t/bare:default"))
        .containsEntry("Uid", ids(0))
        .containsEntry("CapPrm", mask(0))
        .containsEntry("CapEff", mask(0))
        .containsEntry("CapBnd", mask(all()));
    assertThat(look("t/bounded:default"))
        .containsEntry("CapEff", mask(0))
        .containsEntry("CapBnd", mask(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"project", "resource_pool", "security_flags", "corefile_pattern"})
  void whatLinuxHasNotIsNotAppliedAndNotHidden(String property) {
    look("t/solaris:default");
    assertThat(log("t/solaris:default"))
        .containsOnlyOnce("start/" + property + " \"")
        .contains(" is not applied: Linux has ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user | there is no user \"no such user\"",
        "group | there is no group \"nosuchgroup\"",
        "groups | there is no group \"nosuchgroup\"",
        "privileges | method_context/privileges cannot be \"to_fly\": there is no capability \"to_fly\"",
        "limit | there is no capability \"proc_fork\"",
        "directory | there is no directory /nonexistent",
        "home | there is no home directory of user 12345, who has no name",
        "umask | method_context/umask cannot be \"888\": write an octal number from 0 to 777",
        "nice | method_context/nice cannot be \"20\": write a number from -20 to 19",
        "limits | there is no limit \"files\"",
        "high | k.init: cannot set limit nofile to 9999999999999",
        "profile | method_context/use_profile cannot be \"true\": Linux has no rights profiles",
        "reserved | cannot set LISTEN_FDS in the environment: k.init itself does",
        "closed | k.init: cannot enter CLOSED as user NOBODY"
      })
  void whatIsUnknownKeepsTheMethodFromRunning(String instance, String line) throws Exception {
    String name = "t/unknown:" + instance;
    scratch.awaitState("svc:/" + name, "maintenance");
    assertThat(log(name))
        .contains(
            line.replace("CLOSED", scratch.root().resolve("closed").toString())
                .replace("NOBODY", passwd("nobody")[2]))
        .doesNotContain("Uid:");
  }

  @Test
  void aResourceLimitThatCannotBeSetIsInTheLogOfItsService() {
    scratch.awaitState("svc:/t/unlimited:default", "online");
    boolean delegated =
        scratch.processes("svc:/t/unlimited:default").stream().allMatch(MethodContextIT::isLimited);
    String line = "Running without these resource limits, which cannot be set here: memory_high. ]";
    assertThat(log("t/unlimited:default").contains(line)).isNotEqualTo(delegated);
  }

  private static boolean isLimited(long pid) {
    try {
      String unified =
          Files.readAllLines(Path.of("/proc/" + pid + "/cgroup")).stream()
              .filter(line -> line.startsWith("0::"))
              .map(line -> line.substring(3))
              .findFirst()
              .orElse("");
      return List.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified").stream()
          .map(mount -> Path.of(mount + unified, "memory.high"))
          .anyMatch(Files::exists);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
