package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import systemk.json.Json;
import systemk.json.JsonText;

/// Who may do what, of a real k.configd (smf.md §7): two users, three groups, each property that
/// gives rights, each kind of change, by commands and by transactions of a program. Needs root to
/// become others.
class AuthorizationIT {
  private static final String SERVICE = "svc:/site/auth";
  private static final String INSTANCE = SERVICE + ":default";
  private static final String MANIFEST =
      """
      {"service": "site/auth", "enabled": true, "start": ":true", "duration": "transient",
       "groups": {
         "application_group": {"type": "application", "properties": {"value": "v", "count": 1}},
         "framework_group": {"type": "framework", "properties": {"value": "v", "count": 1}},
         "method_group": {"type": "method", "properties": {"exec": ":true", "value": "v", "count": 1}}}}
      """;

  /// Someone in a group, and someone who was granted something.
  private static final String ANN = "61001";

  private static final String BOB = "61002";
  private static final String CREW = "61010";

  /// Kinds of changes of a group, and a look at it, as commands of svccfg on the service.
  private enum Deed {
    REPLACE("setprop %s/value = w"),
    RETYPE("setprop %s/count = integer: 2"),
    ADD("setprop %s/more = astring: w"),
    DELETE("delprop %s/value"),
    GIVE("setprop %s/modify_authorization = astring: user:" + ANN),
    DROP("delpg %s"),
    READ("");

    private final String line;

    Deed(String line) {
      this.line = line;
    }
  }

  @Test
  void theTableOfRights() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can become other users");
    try (Scratch scratch = Scratch.make()) {
      Files.setPosixFilePermissions(scratch.root(), PosixFilePermissions.fromString("rwxr-xr-x"));
      scratch.install("milestone");
      scratch.manifest("auth.json", MANIFEST);
      scratch.up();
      try (Somebody root = new Somebody(scratch, "0", "");
          Somebody ann = new Somebody(scratch, ANN, CREW);
          Somebody bob = new Somebody(scratch, BOB, "")) {
        strangersChangeNothing(scratch, ann, bob);
        SoftAssertions table = new SoftAssertions();
        for (String type : List.of("application", "framework", "method")) {
          grant(scratch, "user:" + BOB + " site.value site.modify.*, site.read\n");
          for (String property : List.of("modify", "value", "read")) {
            groupTable(table, root, type, property, ann, bob);
          }
          typeTable(table, scratch, root, type, ann, bob);
        }
        actionTable(table, scratch, root, ann, bob);
        table.assertAll();
        filesOfOthersAreIgnored(scratch, bob);
        refusalsAreOnRecord(scratch);
      }
    }
  }

  private static void strangersChangeNothing(Scratch scratch, Somebody... all) throws Exception {
    String before = scratch.ok("svccfg", "log", "-a", "-j", "-n", "0");
    for (Somebody one : all) {
      assertThat(one.run("svcadm", "restart", INSTANCE))
          .contains("svcadm: " + INSTANCE + ": Permission denied.");
      assertThat(one.run("svccfg", "add", "site/new")).contains("svccfg: Permission denied.");
      assertThat(one.run("svccfg", "undo")).contains("svccfg: Permission denied.");
      assertThat(one.run("svccfg", "backup")).contains("svccfg: Permission denied.");
      assertThat(one.commit("{\"change\":\"add_service\",\"service\":\"svc:/site/new\"}"))
          .contains("\"rejected\":[\"svc:/site/new: Permission denied.\"]");
      assertThat(one.ask("{\"id\":1,\"op\":\"subscribe\"}")).contains("Permission denied.");
      assertThat(one.run("svcs", INSTANCE)).contains("online");
    }
    assertThat(scratch.ok("svccfg", "log", "-a", "-j", "-n", "0")).isEqualTo(before);
  }

  /// One property that names Ann's group, or what Bob was granted, on one group.
  private static void groupTable(
      SoftAssertions table, Somebody root, String type, String property, Somebody ann, Somebody bob)
      throws IOException {
    String group = type + "_group";
    String name = group + "/" + property + "_authorization";
    for (Somebody one : List.of(ann, bob)) {
      String value =
          one == ann
              ? "group:" + CREW
              : "site." + property + (property.equals("modify") ? ".x" : "");
      TreeSet<Deed> expected =
          new TreeSet<>(
              switch (property) {
                case "modify" ->
                    List.of(Deed.REPLACE, Deed.RETYPE, Deed.ADD, Deed.DELETE, Deed.GIVE, Deed.READ);
                case "value" -> List.of(Deed.REPLACE, Deed.READ);
                default -> List.of(Deed.READ);
              });
      String set = "setprop " + name + " = astring: " + value;
      table
          .assertThat(may(root, one, group, set))
          .as("%s of %s for %s", property, type, one.uid)
          .isEqualTo(expected);
      Somebody other = one == ann ? bob : ann;
      boolean open = !property.equals("read") || !type.equals("application");
      table
          .assertThat(may(root, other, group, set))
          .as("%s of %s for %s does nothing for %s", property, type, one.uid, other.uid)
          .isEqualTo(open ? new TreeSet<>(List.of(Deed.READ)) : new TreeSet<>());
    }
  }

  /// The authorization for all groups of a type.
  private static void typeTable(
      SoftAssertions table, Scratch scratch, Somebody root, String type, Somebody ann, Somebody bob)
      throws Exception {
    grant(scratch, "group:" + CREW + " solaris.smf.modify." + type + "\n");
    for (String other : List.of("application", "framework", "method")) {
      String group = other + "_group";
      String set = "setprop " + group + "/read_authorization = astring: nobody.has.this";
      boolean protecting = other.equals("application");
      TreeSet<Deed> all = new TreeSet<>(List.of(Deed.values()));
      TreeSet<Deed> none = protecting ? new TreeSet<>() : new TreeSet<>(List.of(Deed.READ));
      table
          .assertThat(may(root, ann, group, set))
          .as("modify.%s on %s", type, other)
          .isEqualTo(other.equals(type) ? all : none);
      table.assertThat(may(root, bob, group, set)).as("nothing on %s", other).isEqualTo(none);
    }
  }

  /// What somebody may do to a group to which one property was added.
  private static SortedSet<Deed> may(Somebody root, Somebody one, String group, String set)
      throws IOException {
    TreeSet<Deed> done = new TreeSet<>();
    for (Deed deed : Deed.values()) {
      root.does("-s " + SERVICE + " delcust");
      root.does("-s " + SERVICE + " " + set);
      String answer =
          deed == Deed.READ
              ? one.run("svcprop", "-p", group + "/value", SERVICE)
              : one.run("svccfg", ("-s " + SERVICE + " " + deed.line.formatted(group)).split(" "));
      assertThat(answer).contains("\"exit\":");
      if (answer.contains("\"exit\":0")) {
        done.add(deed);
      } else {
        assertThat(answer).as(deed + " of " + group).contains("Permission denied.");
      }
    }
    return done;
  }

  private static void actionTable(
      SoftAssertions table, Scratch scratch, Somebody root, Somebody ann, Somebody bob)
      throws Exception {
    // The instance that has the milestone is there from now on.
    root.run("svcadm", "milestone", "all");
    String set = "-s " + INSTANCE + " setprop general/action_authorization = astring: user:" + ANN;
    root.does(set);
    grant(scratch, "user:" + BOB + " solaris.smf.manage\n");
    table
        .assertThat(acts(root, ann))
        .as("action_authorization")
        .isEqualTo("restart refresh off on ");
    table.assertThat(acts(root, bob)).as("manage").isEqualTo("restart refresh off on give ");
    grant(scratch, "user:" + BOB + " solaris.smf.modify.framework\n");
    table.assertThat(acts(root, bob)).as("modify.framework").isEqualTo("disable milestone ");
    grant(scratch, "user:" + BOB + " solaris.smf.modify\n");
    table
        .assertThat(acts(root, bob))
        .as("modify")
        .isEqualTo("restart refresh off on disable milestone give ");
    grant(scratch, "");
    root.does("-s " + INSTANCE + " setprop general/value_authorization = astring: user:" + BOB);
    root.does("-s " + INSTANCE + " setprop general/enabled = boolean: true");
    table.assertThat(acts(root, bob)).as("value_authorization of general").isEqualTo("disable ");
  }

  private static String acts(Somebody root, Somebody one) throws IOException {
    StringBuilder done = new StringBuilder();
    String[][] deeds = {
      {"restart", "svcadm", "restart", INSTANCE},
      {"refresh", "svcadm", "refresh", INSTANCE},
      {"off", "svcadm", "disable", "-t", "-c", "why", INSTANCE},
      {"on", "svcadm", "enable", "-t", INSTANCE},
      {"disable", "svcadm", "disable", INSTANCE},
      {"milestone", "svcadm", "milestone", "all"},
      {
        "give",
        "svccfg",
        "-s",
        INSTANCE,
        "setprop",
        "general/action_authorization",
        "=",
        "astring:",
        "user:" + ANN
      },
    };
    for (String[] deed : deeds) {
      // An override would have to go with the permanent value, which takes another right.
      root.run("svccfg", "-s", INSTANCE, "delpg", "general_ovr");
      String answer =
          one.run(deed[1], List.of(deed).subList(2, deed.length).toArray(new String[0]));
      if (answer.contains("\"exit\":0")) {
        done.append(deed[0]).append(' ');
      } else {
        assertThat(answer).as(deed[0]).contains("Permission denied.");
      }
    }
    return done.toString();
  }

  private static void filesOfOthersAreIgnored(Scratch scratch, Somebody bob) throws Exception {
    Path file = grant(scratch, "nonsense\nuser:" + BOB + " solaris.smf.manage\n");
    assertThat(bob.run("svcadm", "restart", INSTANCE)).contains("\"exit\":0");
    assertThat(log(scratch)).contains("line 1: begins with neither user:NAME nor group:NAME");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(bob.run("svcadm", "restart", INSTANCE)).contains("Permission denied.");
    assertThat(log(scratch)).contains("others than its owner may write it");
  }

  private static String log(Scratch scratch) throws IOException {
    return Files.readString(scratch.tree().layout().logs().resolve("k.configd.log"))
        + scratch.console();
  }

  private static void refusalsAreOnRecord(Scratch scratch) throws Exception {
    String refused = scratch.ok("svccfg", "log", "--refused", "-n", "0");
    assertThat(refused)
        .contains("uid " + ANN + "  svcadm restart " + INSTANCE)
        .contains(INSTANCE + "/:properties/restarter_actions  needs one of solaris.smf.manage");
    assertThat(scratch.ok("svccfg", "log", "--refused", "-j", "-n", "0"))
        .contains("\"uid\" : " + BOB);
    try (var files = Files.list(scratch.root().resolve("etc/svc"))) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("refusals")))
          .allSatisfy(f -> assertThat(Files.size(f)).isLessThanOrEqualTo(1 << 20));
    }
  }

  private static Path grant(Scratch scratch, String text) throws IOException {
    Path file = scratch.tree().layout().authorizations();
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }

  /// Somebody who asks, over connections of their own.
  private static final class Somebody implements AutoCloseable {
    private final String uid;
    private final Process process;
    private final Writer to;
    private final BufferedReader from;
    private int requests;

    Somebody(Scratch scratch, String uid, String group) throws IOException {
      this.uid = uid;
      Path classes = scratch.root().resolve("classes-" + uid);
      Path target = Files.createDirectories(classes.resolve("systemk/dist"));
      try (InputStream in = AuthorizationIT.class.getResourceAsStream("Impostor.class")) {
        assertThat(in).isNotNull();
        Files.write(target.resolve("Impostor.class"), in.readAllBytes());
      }
      List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + uid));
      command.add("--regid=" + uid);
      command.add(group.isEmpty() ? "--clear-groups" : "--groups=" + group);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      command.addAll(List.of("-cp", classes.toString(), Impostor.class.getName()));
      command.add(scratch.tree().layout().configdSocket().toString());
      this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
      this.to = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
      this.from =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    String ask(String frame) throws IOException {
      to.write(frame + "\n");
      to.flush();
      String answer = from.readLine();
      assertThat(answer).as("an answer to %s", frame).isNotNull();
      return answer;
    }

    String run(String program, String... arguments) throws IOException {
      List<String> argv = new ArrayList<>(List.of(program));
      argv.addAll(List.of(arguments));
      return ask(
          JsonText.write(
              Json.object()
                  .put("id", 1)
                  .put("op", "run")
                  .put("request", uid + "-" + requests++)
                  .putStrings("argv", argv)
                  .put("cwd", "/")
                  .put("tty", Json.object().put("in", false).put("out", false).build())
                  .put("width", 80)
                  .put("zone", "")
                  .build()));
    }

    String commit(String change) throws IOException {
      return ask(
          "{\"id\":1,\"op\":\"commit\",\"transaction\":{\"changes\":["
              + change
              + "],\"author\":{\"uid\":0,\"gid\":0,\"pid\":1,\"command\":\"claims to be root\"}}}");
    }

    /// Runs a line of svccfg that must succeed.
    void does(String line) throws IOException {
      assertThat(run("svccfg", line.split(" "))).as(line).contains("\"exit\":0");
    }

    @Override
    public void close() throws IOException {
      to.close();
      try {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }
}
