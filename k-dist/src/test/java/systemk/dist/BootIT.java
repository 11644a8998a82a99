package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// A tree comes up, is driven and goes down, each in the order of its dependencies.
class BootIT {

  @Test
  void theManagersShowTheirNamesAndTheirRoot() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      for (String manager : List.of("k.init", "k.configd", "k.startd")) {
        assertThat(scratch.tree().manager(manager)).as(manager).isPresent();
      }
    }
  }

  @Test
  void aDisabledDependencyStopsItsDependentsLeafFirst() throws Exception {
    try (Scratch scratch =
        Scratch.boot(
            """
            { "services": [
              { "service": "t/base", "enabled": true, "start": ":true", "duration": "transient" },
              { "service": "t/middle", "enabled": true, "duration": "child", "start": "sleep 6000",
                "depends": { "base": { "on": "svc:/t/base:default", "restart_on": "restart" } } },
              { "service": "t/leaf", "enabled": true, "duration": "child", "start": "sleep 6000",
                "depends": { "middle": { "on": "svc:/t/middle:default", "restart_on": "restart" } } },
              { "service": "t/apart", "enabled": true, "duration": "child", "start": "sleep 6000",
                "depends": { "base": { "on": "svc:/t/base:default", "restart_on": "none" } } }
            ] }
            """)) {
      scratch.awaitState("t/leaf", "online");
      scratch.awaitState("t/apart", "online");
      List<Long> apart = scratch.processes("svc:/t/apart:default");

      scratch.ok("svcadm", "disable", "-s", "t/base");

      scratch.assertConsoleOrder(
          "offline       svc:/t/leaf:default",
          "offline       svc:/t/middle:default",
          "disabled      svc:/t/base:default");
      assertThat(scratch.processes("svc:/t/leaf:default")).isEmpty();
      assertThat(scratch.processes("svc:/t/apart:default")).isEqualTo(apart);

      scratch.ok("svcadm", "enable", "t/base");
      scratch.awaitState("t/leaf", "online");
    }
  }

  @Test
  void aCycleIsTheBusinessOfWhoClosesItAndOfNobodyElse() throws Exception {
    try (Scratch scratch =
        Scratch.boot(
            """
            { "services": [
              { "service": "t/one", "enabled": true, "duration": "child", "start": "sleep 6000",
                "depends": { "two": "svc:/t/two:default" } },
              { "service": "t/two", "enabled": true, "duration": "child", "start": "sleep 6000" },
              { "service": "t/other", "enabled": true, "duration": "child", "start": "sleep 6000" }
            ] }
            """)) {
      scratch.awaitState("t/one", "online");
      scratch.awaitState("t/other", "online");
      List<Long> other = scratch.processes("svc:/t/other:default");
      scratch.ok("svccfg", "-s", "t/two:default", "addpg", "back", "dependency");
      for (String property :
          List.of(
              "back/grouping = astring: require_all",
              "back/restart_on = astring: none",
              "back/type = astring: service",
              "back/entities = fmri: svc:/t/one:default")) {
        scratch.ok("svccfg", "-s", "t/two:default", "setprop", property);
      }

      scratch.ok("svcadm", "refresh", "t/two");

      scratch.awaitState("t/two", "maintenance");
      assertThat(scratch.run("svcs", "-x", "t/two").out())
          .contains("Reason: Completes a dependency cycle.");
      assertThat(scratch.state("t/other")).isEqualTo("online");
      assertThat(scratch.processes("svc:/t/other:default")).isEqualTo(other);

      scratch.ok("svccfg", "-s", "t/two:default", "delpg", "back");
      scratch.ok("svcadm", "refresh", "t/two");
      scratch.ok("svcadm", "clear", "t/two");
      scratch.awaitState("t/two", "online");
      scratch.awaitState("t/one", "online");
    }
  }

  @Test
  void shutdownStopsDependentsFirstAndLeavesNothingBehind() throws Exception {
    Path root;
    try (Scratch scratch =
        Scratch.boot(
            """
            { "services": [
              { "service": "t/base", "enabled": true, "duration": "child", "start": "sleep 6000" },
              { "service": "t/leaf", "enabled": true, "duration": "child", "start": "sleep 6000",
                "depends": { "base": "svc:/t/base:default" } }
            ] }
            """)) {
      scratch.awaitState("t/leaf", "online");
      root = scratch.root();
      long init = scratch.tree().manager("k.init").orElseThrow();
      ProcessHandle.of(init).orElseThrow().destroy();
      Scratch.await("k.init to end", () -> scratch.tree().manager("k.init").isEmpty());
      scratch.assertConsoleOrder(
          "offline       svc:/t/leaf:default", "offline       svc:/t/base:default");
      assertThat(scratch.tree().services()).isEmpty();
      assertThat(scratch.tree().manager("k.configd")).isEmpty();
      assertThat(scratch.tree().manager("k.startd")).isEmpty();
      assertThat(scratch.tree().layout().volatileStore()).doesNotExist();
    }
    assertThat(root).doesNotExist();
  }

  @Test
  void configurationAndEnabledStateSurviveADownAndAnUp() throws Exception {
    String manifest =
        """
        { "service": "t/kept", "enabled": true, "duration": "child", "start": "sleep 6000",
          "properties": { "config": { "port": 1 } } }
        """;
    try (Scratch scratch = Scratch.boot(manifest)) {
      scratch.awaitState("t/kept", "online");
      scratch.ok("svcprop", "-e", "config/port=2", "t/kept");
      scratch.ok("svcadm", "disable", "-s", "t/kept");
      ProcessHandle.of(scratch.tree().manager("k.init").orElseThrow()).orElseThrow().destroy();
      Scratch.await("k.init to end", () -> scratch.tree().manager("k.init").isEmpty());

      scratch.up();

      assertThat(scratch.state("t/kept")).isEqualTo("disabled");
      assertThat(scratch.ok("svcprop", "-p", "config/port", "t/kept").strip()).isEqualTo("2");
    }
  }

  @Test
  void aRootDeeperThanASocketPathWorks() throws Exception {
    Path deep = Files.createTempDirectory("k-it");
    for (int i = 0; i < 8; i++) {
      deep = deep.resolve("a-directory-with-a-rather-long-name-" + i);
    }
    try (Scratch scratch = Scratch.at(deep)) {
      scratch.install("milestone");
      scratch.up();
      assertThat(scratch.ok("svcs", "-H", "-o", "state", "milestone/multi-user").strip())
          .isEqualTo("online");
    }
  }

  @Test
  void twoTreesDoNotSeeEachOther() throws Exception {
    String manifest =
        """
        { "service": "t/same", "enabled": true, "duration": "child", "start": "sleep 6000" }
        """;
    try (Scratch one = Scratch.boot(manifest);
        Scratch two = Scratch.boot(manifest)) {
      one.awaitState("t/same", "online");
      two.awaitState("t/same", "online");
      one.ok("svcadm", "disable", "-s", "t/same");
      assertThat(two.state("t/same")).isEqualTo("online");
      assertThat(two.processes("svc:/t/same:default")).hasSize(1);
    }
  }

  @Test
  void aSecondInitOnTheSameRootIsRefused() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      Tree.Answer answer =
          scratch.run(
              "k.init",
              "--root",
              scratch.root().toString(),
              "--home",
              Scratch.prepared().toString());
      assertThat(answer.status()).isEqualTo(1);
      assertThat(answer.err()).startsWith("k.init: another k.init (pid ").hasLineCount(1);
      assertThat(scratch.state("milestone/multi-user")).isEqualTo("online");
    }
  }
}
