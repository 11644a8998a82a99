package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// The past of a tree that runs, and the ways back to it.
class HistoryIT {
  private static final int SERVICES = 50;

  private static String fleet() {
    return IntStream.range(0, SERVICES)
        .mapToObj(
            i ->
                """
                { "service": "t/s%d", "enabled": true, "start": "sleep 6000 &",
                  "stop": ":kill", "properties": { "config": { "port": %d } } }
                """
                    .formatted(i, i))
        .collect(Collectors.joining(",\n", "{ \"services\": [", "] }"));
  }

  private static Tree.Answer script(Scratch scratch, String text)
      throws IOException, InterruptedException {
    Path file = Files.writeString(scratch.root().resolve("script.cfg"), text);
    return scratch.run("svccfg", "-f", file.toString());
  }

  private static Map<String, List<Long>> pids(Scratch scratch) {
    return scratch.tree().services().stream()
        .sorted(Comparator.comparingLong(Tree.ServiceProcess::pid))
        .collect(
            Collectors.groupingBy(
                Tree.ServiceProcess::fmri,
                TreeMap::new,
                Collectors.mapping(Tree.ServiceProcess::pid, Collectors.toList())));
  }

  private static void awaitAllUp(Scratch scratch) {
    Scratch.await(
        "everything to be up",
        () -> {
          try {
            return scratch.run("svcs", "-x").out().isEmpty() && pids(scratch).size() == SERVICES;
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void aRollbackMendsWhatATransactionBrokeAndTouchesNothingElse() throws Exception {
    try (Scratch scratch = Scratch.boot(fleet())) {
      awaitAllUp(scratch);
      Map<String, List<Long>> before = pids(scratch);

      Tree.Answer broken =
          script(
              scratch,
              """
              begin -m "break three"
              select t/s1
              setprop start/exec = "exit 1"
              select t/s2
              setprop start/exec = "exit 95"
              select t/s3
              setprop start/exec = "/no/such/program"
              commit
              """);
      assertThat(broken.err()).isEmpty();
      for (String name : List.of("t/s1", "t/s2", "t/s3")) {
        scratch.awaitState(name, "maintenance");
      }
      assertThat(scratch.run("svcs", "-x").out()).contains("svc:/t/s1:default");
      // Transactions that are no configuration, more than a rollback looks at first.
      String names =
          IntStream.range(0, 70)
              .mapToObj(i -> "snapshot n" + i + "\n")
              .collect(Collectors.joining());
      assertThat(script(scratch, names).err()).isEmpty();

      scratch.ok("svccfg", "rollback");

      awaitAllUp(scratch);
      Map<String, List<Long>> after = pids(scratch);
      for (String name : List.of("svc:/t/s1:default", "svc:/t/s2:default", "svc:/t/s3:default")) {
        before.remove(name);
        after.remove(name);
      }
      assertThat(before).hasSize(SERVICES - 3);
      assertThat(after).isEqualTo(before);
      assertThat(scratch.ok("svccfg", "log", "-n", "3"))
          .contains("break three")
          .contains("rollback to generation");
    }
  }

  @Test
  void aCommitThatBreaksANamedServiceRevertsAtOnce() throws Exception {
    try (Scratch scratch = Scratch.boot(fleet())) {
      awaitAllUp(scratch);
      Tree.Answer committed =
          script(
              scratch,
              """
              begin
              select t/s1
              setprop start/exec = "exit 1"
              commit --confirm 1h --healthy t/s1
              """);
      assertThat(committed.err()).isEmpty();
      Scratch.await("the commit to be reverted", () -> isReverted(scratch));
      awaitAllUp(scratch);
      assertThat(scratch.ok("svccfg", "log", "-n", "1")).contains("svc:/t/s1:default is maint");
    }
  }

  @Test
  void anUnconfirmedCommitRevertsAlsoWhenBothDaemonsAreKilledMeanwhile() throws Exception {
    try (Scratch scratch = Scratch.boot(fleet())) {
      awaitAllUp(scratch);
      script(
          scratch,
          """
          begin
          select t/s1
          setprop config/port = 4711
          setprop start/exec = "exit 1"
          commit --confirm 15s
          """);
      scratch.awaitState("t/s1", "maintenance");
      scratch.tree().manager("k.configd").ifPresent(Tree::kill);
      scratch.tree().manager("k.startd").ifPresent(Tree::kill);
      Scratch.await("the commit to be reverted", () -> isReverted(scratch));
      awaitAllUp(scratch);
      assertThat(scratch.ok("svcprop", "-p", "config/port", "t/s1")).isEqualTo("1\n");
    }
  }

  private static boolean isReverted(Scratch scratch) {
    try {
      Tree.Answer answer = scratch.run("svccfg", "-s", "t/s1", "listprop", "start/exec");
      return answer.status() == 0 && answer.out().contains("sleep 6000");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void convergingRestartsExactlyWhatIsStaleAndTheSecondTimeNothing() throws Exception {
    try (Scratch scratch = Scratch.boot(fleet())) {
      awaitAllUp(scratch);
      Map<String, List<Long>> before = pids(scratch);
      scratch.ok("svccfg", "-s", "t/s7", "setprop", "config/port", "=", "4711");
      assertThat(scratch.ok("svcs", "-H", "-o", "stale,fmri", "t/s7")).startsWith("restart");

      scratch.ok("svcadm", "converge", "-s");

      Map<String, List<Long>> after = pids(scratch);
      assertThat(after.remove("svc:/t/s7:default"))
          .isNotEqualTo(before.remove("svc:/t/s7:default"));
      assertThat(after).isEqualTo(before);
      assertThat(scratch.ok("svcs", "-H", "-o", "stale,fmri", "t/s7")).startsWith("-");
      assertThat(scratch.ok("svcadm", "-v", "converge")).isEmpty();
      assertThat(scratch.ok("svcprop", "-p", "config/port", "t/s7")).isEqualTo("4711\n");
    }
  }
}
