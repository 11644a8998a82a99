package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Limits of cgroup v2 on real controllers, in a guest: who is out of bounds is held, and nobody
/// else notices.
class ResourcesIT {
  private static final String BEAT = "svc:/t/beat:default";
  private static final String ANSWER = "svc:/t/answer:default";
  private static final String LIMITED = "svc:/t/limited:default";
  private static final String BOMB = "svc:/t/bomb:default";
  private static final String HOG = "svc:/t/hog:default";

  private static final int BOMB_PIDS = 40;
  private static final Duration BOUND = Duration.ofMinutes(3);

  // The guest shares its processor with all that runs outside; a machine that is lost to a bomb
  // shows nothing for minutes.
  private static final double LONGEST_GAP_SECONDS = 10;

  private static final String MANIFEST =
      """
      { "services": [
        { "service": "t/beat", "enabled": true, "duration": "child", "start": "sh /run/beat.sh" },
        { "service": "t/answer", "enabled": true, "duration": "child",
          "start": "perl /run/answer.pl" },
        { "service": "t/limited", "enabled": true, "duration": "child", "start": "sleep 86400",
          "properties": { "resources": { "memory_max": 67108864, "memory_high": 50331648,
            "cpu_max": 150, "cpu_weight": 50, "pids_max": 7, "io_weight": 300 } } },
        { "service": "t/bomb", "enabled": false, "duration": "child",
          "start": "perl /run/bomb.pl", "stop": { "exec": ":kill", "timeout": "60s" },
          "properties": { "resources": { "pids_max": %d } } },
        { "service": "t/hog", "enabled": false, "start": "perl /run/hog.pl",
          "startd": { "critical_failure_count": 3 },
          "properties": { "resources": { "memory_max": 33554432 } } }
      ] }
      """
          .formatted(BOMB_PIDS);

  @Test
  void aForkBombAndAMemoryHogAreHeldAndNobodyElseNotices() throws Exception {
    Optional<String> missing = Guest.missing();
    assumeTrue(missing.isEmpty(), () -> "needs a guest: " + missing.orElse(""));
    try (Guest guest = Guest.boot()) {
      prepare(guest);
      GuestTree tree = new GuestTree(guest);
      tree.up(MANIFEST);
      for (String innocent : List.of(BEAT, ANSWER, LIMITED)) {
        tree.awaitState(innocent, "online");
      }

      assertThat(tree.file(LIMITED, "memory.max")).isEqualTo("67108864");
      assertThat(tree.file(LIMITED, "memory.high")).isEqualTo("50331648");
      assertThat(tree.file(LIMITED, "memory.oom.group")).isEqualTo("1");
      assertThat(tree.file(LIMITED, "cpu.max")).isEqualTo("150000 100000");
      assertThat(tree.file(LIMITED, "cpu.weight")).isEqualTo("50");
      assertThat(tree.file(LIMITED, "pids.max")).isEqualTo("7");
      assertThat(tree.file(LIMITED, "io.weight")).isEqualTo("default 300");
      String managers = managers(guest);
      String innocents = innocents(tree);
      assertThat(managers.lines()).as("k.init, k.configd and k.startd").hasSize(3);

      guest.ok(BOUND, "setsid sh /run/probe.sh >/run/probes 2>&1 </dev/null &");
      tree.ok("bin/svcadm enable " + BOMB + " " + HOG);
      tree.awaitState(BOMB, "online");
      String bomb = tree.group(BOMB);
      guest.ok(BOUND, "until grep -q 'max [1-9]' " + bomb + "/pids.events; do sleep 0.2; done");
      tree.awaitState(HOG, "maintenance");
      assertThat(tree.ok("bin/svcs -x " + HOG)).contains("memory limit resources/memory_max");
      assertThat(guest.ok(BOUND, "cat " + ROOT_LOG + "t-hog:default.log"))
          .contains("The limit of resources/memory_max was reached.")
          .contains("process exceeded the memory limit");
      int members = Integer.parseInt(guest.ok(BOUND, "cat " + bomb + "/pids.current").strip());
      assertThat(members).as("processes of the bomb").isBetween(1, BOMB_PIDS);
      assertThat(tree.ok("bin/svcs -l " + BOMB)).containsPattern("limit_hit +pids");

      tree.ok("bin/svcadm disable -s " + BOMB);
      assertThat(tree.ok("bin/svcs -H -o state " + BOMB).strip()).isEqualTo("disabled");
      assertThat(guest.run(BOUND, "pgrep -f /run/bomb.pl; ls -d " + bomb).out())
          .as("what is left of the bomb")
          .isEmpty();

      assertThat(managers(guest)).as("the managers").isEqualTo(managers);
      assertThat(innocents(tree)).as("the other services").isEqualTo(innocents);
      assertThat(longestGap(guest, "/run/beats")).as("s").isLessThan(LONGEST_GAP_SECONDS);
      assertThat(longestGap(guest, "/run/probes")).as("s").isLessThan(LONGEST_GAP_SECONDS);
      assertThat(guest.ok(BOUND, "cat /run/probes"))
          .as("what the service answered")
          .doesNotContain("none");
    }
  }

  private static final String ROOT_LOG = GuestTree.ROOT + "/var/svc/log/";

  private static void prepare(Guest guest) throws Exception {
    guest.write(
        "/run/beat.sh",
        "while read -r up rest </proc/uptime; do echo \"$up\" >>/run/beats; sleep 0.2; done");
    guest.write(
        "/run/answer.pl",
        """
        use IO::Socket::INET;
        my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1:7000', Listen => 9) or die;
        while (my $client = $listener->accept) { print $client "here\\n"; close $client; }
        """);
    // A line for each question: when, and the answer or "none".
    guest.write(
        "/run/probe.sh",
        """
        while read -r up rest </proc/uptime; do
          answer=$(/guest/busybox nc -w 10 127.0.0.1 7000 </dev/null)
          echo "$up ${answer:-none}"
          sleep 0.5
        done
        """);
    guest.write("/run/bomb.pl", "fork while 1;");
    // The process of the start method leaves two: one that eats, and one that waits for it.
    guest.write(
        "/run/hog.pl",
        """
        fork and exit;
        my $eater = fork;
        if ($eater) { waitpid $eater, 0; sleep 86400; }
        sleep 1;
        my @memory;
        push @memory, 'x' x 1_000_000 while 1;
        """);
  }

  /// The managers, each with its process.
  private static String managers(Guest guest) throws Exception {
    return guest.ok(BOUND, "pgrep -l '^k[.]'");
  }

  /// The processes of those who did nothing.
  private static String innocents(GuestTree tree) throws Exception {
    return tree.ok("bin/svcprop -p restarter/start_pid " + BEAT + " " + ANSWER + " " + LIMITED);
  }

  /// The longest time between two lines, each of which begins with when it was written.
  private static double longestGap(Guest guest, String file) throws Exception {
    return Double.parseDouble(
        guest.ok(
            BOUND,
            "awk 'NR > 1 && $1 - last > gap { gap = $1 - last } { last = $1 } END { print gap + 0 }' "
                + file));
  }
}
