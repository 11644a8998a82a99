package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The services of a whole system, with stubs for their methods, come up to the last milestone.
/// Skipped where their manifests are not at hand.
class CorpusBootIT {
  private static final Pattern RESTARTER =
      Pattern.compile("<restarter>.*?</restarter>", Pattern.DOTALL);
  private static final Pattern EXEC = Pattern.compile("\\bexec=(['\"])(.*?)\\1", Pattern.DOTALL);
  private static final Pattern ABSENT = Pattern.compile("Dependency (\\S+) is absent\\.");
  private static final Pattern WAITS = Pattern.compile("Service \\S+ has missing dependencies\\.");

  @BeforeAll
  static void theFilesAreThere() {
    Corpus.assumeThere();
  }

  @Test
  void theWholeSystemReachesTheLastMilestone() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      List<Path> stubs = stubs(scratch.root());
      Set<String> inventory =
          Set.copyOf(scratch.ok("svccfg", Corpus.command(stubs, "inventory")).lines().toList());
      scratch.ok("svccfg", Corpus.command(stubs, "import"));
      Path profile = Corpus.copyProfile(Corpus.profile("generic_limited_net"), scratch.root());
      scratch.ok("svccfg", "apply", profile.toString());

      // The shipped milestones were up before the others came: only a new start proves the order.
      ProcessHandle.of(scratch.tree().manager("k.init").orElseThrow()).orElseThrow().destroy();
      Scratch.await("k.init to end", () -> scratch.tree().manager("k.init").isEmpty());
      int before = scratch.console().length();
      scratch.up();

      // What the milestone does not wait for may still be on its way.
      Scratch.await("all to be online that can", () -> unexplained(scratch, inventory).isEmpty());
      // The console hears of a state after those who ask the repository.
      scratch.assertConsoleOrder(
          before,
          "svc:/system/filesystem/root:default",
          "svc:/system/filesystem/local:default",
          "svc:/milestone/multi-user:default",
          "svc:/milestone/multi-user-server:default");
      assertThat(scratch.ok("svcs", "-aHo", "state").lines()).doesNotContain("maintenance");
      assertThat(scratch.state("network/ssh")).isEqualTo("online");
      assertThat(scratch.state("system/sac")).isEqualTo("online");
      assertThat(scratch.state("network/inetd")).isEqualTo("online");
    }
  }

  /// Copies of the manifests that run nothing of the system they are of. What inetd is to run is
  /// left to k.startd: under an inetd that is a stub it would stay uninitialized for ever, and who
  /// names it in an `optional_all`, as the last milestone does, would rightly wait for it.
  private static List<Path> stubs(Path root) throws IOException {
    Path to = Files.createDirectories(root.resolve("stubs"));
    List<Path> copies = new ArrayList<>();
    for (Path file : Corpus.manifests()) {
      String text =
          RESTARTER
              .matcher(Files.readString(file))
              .replaceAll("")
              .replace("'inetd_start'", "'start'")
              .replace("'inetd_disable'", "'stop'")
              .replaceAll("file://localhost/[^'\"]*", "file://" + to);
      // A child service is up as long as its method runs, so its stub has to stay.
      boolean child = text.contains("value='child'");
      String stubbed =
          EXEC.matcher(text)
              .replaceAll(
                  exec ->
                      Matcher.quoteReplacement(
                          "exec=\"" + (child ? staying(exec.group(2)) : ":true") + "\""));
      copies.add(Files.writeString(to.resolve(file.getFileName()), stubbed));
    }
    return copies;
  }

  private static String staying(String exec) {
    return exec.startsWith(":") ? exec : "sleep infinity";
  }

  /// The enabled instances that are not online for a reason that is not in the files: a dependency
  /// that none of them brings.
  private static Set<String> unexplained(Scratch scratch, Set<String> inventory) {
    try {
      Set<String> down = new HashSet<>();
      scratch
          .ok("svcs", "-Ho", "state,fmri")
          .lines()
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> !words[0].equals("online"))
          .forEach(words -> down.add(words[1]));
      for (String block : scratch.ok("svcs", "-x").split("\n\n")) {
        String fmri = block.strip().split("\\s+", 2)[0];
        if (!fmri.isEmpty() && explained(block, inventory)) {
          down.remove(fmri);
        }
      }
      return down;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Whether all reasons of one that is down are in the files. Whom it waits for is among the down.
  private static boolean explained(String block, Set<String> inventory) {
    List<String> reasons =
        block
            .lines()
            .filter(line -> line.startsWith("Reason: "))
            .map(line -> line.substring("Reason: ".length()))
            .toList();
    return !reasons.isEmpty()
        && reasons.stream()
            .allMatch(
                reason -> {
                  Matcher absent = ABSENT.matcher(reason);
                  return absent.matches()
                      ? !brought(absent.group(1), inventory)
                      : WAITS.matcher(reason).matches();
                });
  }

  private static boolean brought(String fmri, Set<String> inventory) {
    return inventory.stream().anyMatch(name -> name.equals(fmri) || name.startsWith(fmri + ":"));
  }
}
