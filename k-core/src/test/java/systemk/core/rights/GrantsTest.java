package systemk.core.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeSet;
import org.junit.jupiter.api.Test;

final class GrantsTest {

  @Test
  void addsUpWhatIsGrantedToAUserAndTheirGroups() {
    Grants grants =
        Grants.parse(
            """
            # who may do what
            user:alice   solaris.smf.manage, solaris.smf.value.web   # and a remark
            group:10\tsolaris.smf.modify.*

            user:bob solaris.smf.modify
            """);
    assertThat(grants.problems()).isEmpty();
    assertThat(grants.of(TreeSet.of("user:alice", "user:1000", "group:10")))
        .containsExactly("solaris.smf.manage", "solaris.smf.modify.*", "solaris.smf.value.web");
  }

  @Test
  void aBrokenLineIsNamedAndGrantsNothing() {
    Grants grants =
        Grants.parse(
            """
            alice solaris.smf.modify
            user:alice
            user:alice solaris.smf.modify!
            user:alice solaris.*.modify
            user:alice *
            user:alice solaris.smf.manage
            """);
    assertThat(grants.problems())
        .containsExactly(
            "line 1: begins with neither user:NAME nor group:NAME: \"alice\"",
            "line 2: grants nothing to user:alice",
            "line 3: \"solaris.smf.modify!\" is not the name of an authorization",
            "line 4: \"solaris.*.modify\" is not the name of an authorization",
            "line 5: \"*\" is not the name of an authorization");
    assertThat(grants.of(TreeSet.of("user:alice"))).containsExactly("solaris.smf.manage");
  }
}
