package systemk.shell.svcadm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.core.rights.Principal;
import systemk.shell.Host;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Reply;

/// `svcadm upgrade` asks k.init until it is decided.
class UpgradeTest {
  private final Host host = new Host();

  @Test
  void asksUntilItIsDone() {
    host.upgrading(
        new Reply.Text("under way"), new Reply.Text("under way"), new Reply.Text("done"));
    assertThat(host.run("svcadm", "-v", "upgrade"))
        .isEqualTo(Outcome.Exit.ok("The managers were upgraded.\n"));
    assertThat(host.machine()).containsExactly("upgrade ", "upgrade ", "upgrade ");
  }

  @Test
  void tellsWhyItWasNot() {
    host.upgrading(new Reply.Text("under way"), new Reply.Failed("its k.configd does not come up"));
    assertThat(host.run("svcadm", "upgrade", "/opt/systemk"))
        .isEqualTo(
            Outcome.Exit.failed("svcadm: not upgraded: its k.configd does not come up\n", 1));
    assertThat(host.machine()).startsWith("upgrade /opt/systemk");
  }

  @Test
  void isNotForEverybody() {
    host.as(Principal.NOBODY);
    assertThat(host.run("svcadm", "upgrade"))
        .isEqualTo(Outcome.Exit.failed("svcadm: Permission denied.\n", 1));
    assertThat(host.machine()).isEmpty();
  }

  @Test
  void takesOneDirectoryAtMost() {
    assertThat(host.run("svcadm", "upgrade", "a", "b").status()).isEqualTo(2);
    assertThat(host.run("svcadm", "upgrade", "-x").err()).contains("illegal option -- x");
  }
}
