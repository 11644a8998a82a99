package systemk.shell.svcs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// The logs of services, which Solaris 11 shows with `-Lv` and `-xL`.
class SvcsLogsTest {
  private static final String LONG =
      IntStream.rangeClosed(1, 12).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());

  private static Host host() {
    return new Host()
        .manifest(
            """
            {"services": [
              {"service": "site/long", "enabled": true}, {"service": "site/gone", "enabled": true},
              {"service": "site/none", "enabled": true}
            ]}
            """)
        .report("svc:/site/long:default", "maintenance", "none", 60, "logfile=/log/long")
        .report("svc:/site/gone:default", "maintenance", "none", 60, "logfile=/log/gone")
        .report("svc:/site/none:default", "maintenance", "none", 60)
        .file("/log/long", LONG);
  }

  @Test
  void theVerboseFormShowsThemWhole() {
    Outcome.Exit exit = host().run("svcs", "-Lv", "site/long", "site/none");

    assertThat(exit).isEqualTo(Outcome.Exit.ok(LONG));
  }

  @Test
  void explanationsShowTheirEnds() {
    assertThat(host().run("svcs", "-xL", "site/long", "site/none").out())
        .isEqualTo(
            """
            svc:/site/long:default (?)
             State: maintenance since Tue Mar 10 11:59:00 2026
            Reason: Restarter svc:/system/svc/restarter:default gave no explanation.
               See: http://illumos.org/msg/SMF-8000-9C
               See: /log/long
            Impact: This service is not running.
               Log:
            line 3
            line 4
            line 5
            line 6
            line 7
            line 8
            line 9
            line 10
            line 11
            line 12

            svc:/site/none:default (?)
             State: maintenance since Tue Mar 10 11:59:00 2026
            Reason: Restarter svc:/system/svc/restarter:default gave no explanation.
               See: http://illumos.org/msg/SMF-8000-9C
            Impact: This service is not running.
            """);
  }

  @Test
  void oneThatCannotBeReadIsAFailureAndTheOthersAreShown() {
    Outcome.Exit exit = host().run("svcs", "-Lv", "site/gone", "site/long");

    assertThat(exit.out()).isEqualTo(LONG);
    assertThat(exit.err()).isEqualTo("svcs: /log/gone: No such file or directory\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host().run("svcs", "-xL").status()).isEqualTo(1);
  }
}
