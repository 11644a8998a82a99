package systemk.shell.svcs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.shell.Host;

/// What takes more than the repository's states to show: files, templates, protection, orders.
class SvcsDetailsTest {
  private static final String FILES =
      """
      {"services": [
        {"service": "wants/file", "enabled": true, "depends": {"f": "file://localhost/there"}},
        {"service": "wants/either", "enabled": true,
         "depends": {"f": {"on": ["file://localhost/there", "svc:/no/such"], "grouping": "require_any"}}},
        {"service": "wants/maybe", "enabled": true,
         "depends": {"f": {"on": "file://localhost/there", "grouping": "optional_all"}}},
        {"service": "wants/none", "enabled": true,
         "depends": {"f": {"on": "file://localhost/there", "grouping": "exclude_all"}}},
      ]}
      """;

  private static Host files() {
    return new Host()
        .manifest(FILES)
        .report("svc:/wants/file:default", "offline", "none", 1)
        .report("svc:/wants/either:default", "offline", "none", 1)
        .report("svc:/wants/maybe:default", "offline", "none", 1)
        .report("svc:/wants/none:default", "offline", "none", 1);
  }

  @Test
  void anAbsentFileIsTheReason() {
    Host host = files();
    String reason = "Reason: Dependency file://localhost/there is absent.\n";

    assertThat(host.run("svcs", "-x", "wants/file").out())
        .contains(reason + "   See: http://illumos.org/msg/SMF-8000-E2\n");
    assertThat(host.run("svcs", "-x", "wants/maybe").out()).contains(reason);
    assertThat(host.run("svcs", "-x", "wants/either").out())
        .contains(reason)
        .contains("Reason: Dependency svc:/no/such is absent.\n");
    assertThat(host.run("svcs", "-x", "wants/none").out()).doesNotContain("there");
    assertThat(host.run("svcs", "-l", "wants/file").out())
        .contains("require_all/none file://localhost/there (absent)\n");
  }

  @Test
  void aPresentFileIsAReasonOnlyForWhoExcludesIt() {
    Host host = files().file("/there", "");

    assertThat(host.run("svcs", "-x", "wants/file").out()).contains("Reason: Unknown.\n");
    assertThat(host.run("svcs", "-x", "wants/either").out()).contains("Reason: Unknown.\n");
    assertThat(host.run("svcs", "-x", "wants/none").out())
        .contains("Reason: File /there is present.\n");
    assertThat(host.run("svcs", "-l", "wants/file").out())
        .contains("require_all/none file://localhost/there (online)\n");
  }

  private static final String TEMPLATES =
      """
      {"service": "a", "enabled": true,
       "properties": {"config": {"port": 80, "inner": "x", "name": "y"}},
       "groups": {"guarded": {"type": "application",
         "properties": {"password": "z", "read_authorization": "solaris.x"}}},
       "templates": {"config": {"type": "application", "description": "What it\\nlistens to.",
         "properties": {
           "port": {"type": "count", "description": "The port."},
           "inner": {"type": "astring", "visibility": "hidden"},
           "name": {"type": "astring", "visibility": "readonly"}}}}}
      """;

  @Test
  void templatesDescribeAndHide() {
    assertThat(new Host().manifest(TEMPLATES).run("svcs", "-lv", "a").out())
        .endsWith(
            """
            config (application)
                What it
                listens to.
            config/name (astring) = y\s
            config/port (count) = 80\s
                The port.
            guarded (application)
            guarded/password (astring) = z\s
            guarded/read_authorization (astring) = solaris.x\s
            """);
  }

  @Test
  void protectedPropertiesAreNotShownToStrangers() {
    assertThat(new Host().manifest(TEMPLATES).readOnly().run("svcs", "-lv", "a").out())
        .contains("config/port")
        .doesNotContain("guarded");
  }

  private static Host ordered() {
    return new Host()
        .manifest(
            """
            {"services": [{"service": "s/a", "enabled": true}, {"service": "s/b", "enabled": true},
              {"service": "s/c", "enabled": true}, {"service": "s/d", "enabled": true},
              {"service": "s/e", "enabled": true, "restarter": "svc:/other:default"}]}
            """)
        .report("svc:/s/a:default", "offline", "online", 1)
        .report("svc:/s/b:default", "disabled", "none", 2)
        .report("svc:/s/c:default", "online", "none", 3)
        .report("svc:/s/d:default", "offline", "none", 4);
  }

  private static String order(String... words) {
    return ordered().run(words).out().replace("svc:/s/", "").replace(":default\n", "");
  }

  @Test
  void everyColumnOfAStateOrdersByTheRankOfStates() {
    for (String column : new String[] {"state", "sta", "s"}) {
      assertThat(order("svcs", "-Ho", "fmri", "-s", column)).isEqualTo("bcade");
      assertThat(order("svcs", "-Ho", "fmri", "-S", column)).isEqualTo("eadcb");
    }
    assertThat(order("svcs", "-Ho", "fmri", "-s", "SN")).isEqualTo("bcade");
    for (String column : new String[] {"nstate", "NSTA", "n"}) {
      assertThat(order("svcs", "-Ho", "fmri", "-s", column)).isEqualTo("abcde");
    }
    assertThat(order("svcs", "-Ho", "fmri", "-s", "stime")).isEqualTo("edcba");
    assertThat(order("svcs", "-Ho", "fmri", "-S", "time")).isEqualTo("abcde");
    assertThat(order("svcs", "-Ho", "fmri", "-s", "state", "-S", "stime")).isEqualTo("bcade");
    assertThat(order("svcs", "-Ho", "fmri", "-s", "state", "-s", "stime")).isEqualTo("bcdae");
  }

  @Test
  void restartersSelectAmongTheOperandsToo() {
    assertThat(order("svcs", "-Ho", "fmri", "-R", "svc:/other:default", "-s", "fmri", "s/a", "s/e"))
        .isEqualTo("e");
  }

  @Test
  void theTimeOfSolarisIsAColumn() {
    assertThat(ordered().run("svcs", "-o", "time,fmri", "s/a", "s/e").out())
        .isEqualTo(
            """
            TIME                FMRI
            2026-03-10T11:59:59 svc:/s/a:default
            -                   svc:/s/e:default
            """);
  }

  @Test
  void aCycleAndWhatIsNoDependencyAreWarnedOf() {
    Host host =
        new Host()
            .manifest(
                """
                {"services": [
                  {"service": "s/a", "enabled": true, "depends": {"b": "svc:/s/b"}},
                  {"service": "s/b", "enabled": true, "depends": {"a": "svc:/s/a:default"}},
                  {"service": "s/c", "enabled": true, "groups": {"d": {"type": "dependency",
                    "properties": {"grouping": "require_all", "restart_on": "none",
                                   "type": "service", "entities": "svc:/no such"}}}}]}
                """)
            .report("svc:/s/a:default", "offline", "none", 1)
            .report(
                "svc:/s/b:default", "maintenance", "none", 1, "auxiliary_state=dependency_cycle")
            .report(
                "svc:/s/c:default", "maintenance", "none", 1, "auxiliary_state=invalid_dependency");

    assertThat(host.run("svcs", "-x", "s/b", "s/c").err())
        .isEqualTo(
            """
            svcs: Dependency cycle detected:
              svc:/s/b:default
              svc:/s/a:default
            svcs: svc:/s/c:default has invalid dependency "svc:/no such".
            """);
  }

  @Test
  void whatAnotherRestarterHasYetToLookAtIsUninitialized() {
    assertThat(ordered().run("svcs", "-Ho", "state,sta,s,stime", "s/e").out())
        .isEqualTo("uninitialized  UN   u  -\n");
    assertThat(ordered().run("svcs", "-x", "s/e").out())
        .isEqualTo(
            """
            svc:/s/e:default (?)
             State: uninitialized
            Reason: Restarter "svc:/other:default" does not exist.
               See: http://illumos.org/msg/SMF-8000-3P
            Impact: This service is not running.
            """);
    assertThat(ordered().run("svcs", "-l", "s/e").out())
        .contains("state        uninitialized\nnext_state   none\nrestarter");
  }
}
