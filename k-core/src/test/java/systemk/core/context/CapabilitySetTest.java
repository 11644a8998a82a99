package systemk.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitySetTest {
  private static final int ALL = Capability.values().length;

  private static CapabilitySet set(String text) {
    return CapabilitySet.parse(text).get();
  }

  private static String names(CapabilitySet set) {
    return Arrays.stream(Capability.values())
        .filter(set::has)
        .map(Capability::token)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "net_raw | net_raw",
        "cap_net_raw | net_raw",
        "CAP_NET_RAW,Kill | kill net_raw",
        "kill, net_raw chown | chown kill net_raw",
        "kill,net_raw,!kill | net_raw",
        "kill,-kill,kill | kill",
        "basic,net_raw | net_raw",
        "net_raw,basic | net_raw",
        "all,none,net_raw | net_raw",
        "!all,net_raw | net_raw",
      })
  void hasWhatIsNamed(String text, String names) {
    assertThat(names(set(text))).isEqualTo(names);
  }

  @ParameterizedTest
  @CsvSource({
    "all, 0",
    "zone, 0",
    "!kill, 1",
    "'-kill,!cap_chown', 2",
    "'all,!kill', 1",
    "'!kill,kill', 0",
    "!none, 0",
    "'net_raw,all', 0"
  })
  void hasAllButWhatIsNamed(String text, int missing) {
    CapabilitySet set = set(text);
    assertThat(set.complement()).isTrue();
    assertThat(names(set).split(" ")).hasSize(ALL - missing);
    assertThat(set.has(Capability.KILL)).isEqualTo(missing == 0);
  }

  @ParameterizedTest
  @CsvSource({"none", "basic", "!all", "'kill,none'", "'kill,!kill'"})
  void hasNothing(String text) {
    assertThat(names(set(text))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "proc_fork, proc_fork",
    "'kill,!nope', nope",
    "'kill,,!', ''",
    "' ', ''",
    "cap_cap_kill, cap_cap_kill"
  })
  void knowsTheKernelsNamesOnly(String text, String unknown) {
    assertThat(CapabilitySet.parse(text).getLeft())
        .isEqualTo("there is no capability \"" + unknown + "\"");
  }

  @Test
  void numbersAreTheKernels() {
    // From linux/capability.h, which promises never to change them.
    assertThat(Capability.CHOWN.number()).isZero();
    assertThat(Capability.KILL.number()).isEqualTo(5);
    assertThat(Capability.SETPCAP.number()).isEqualTo(8);
    assertThat(Capability.NET_BIND_SERVICE.number()).isEqualTo(10);
    assertThat(Capability.SYS_ADMIN.number()).isEqualTo(21);
    assertThat(Capability.SYS_RESOURCE.number()).isEqualTo(24);
    assertThat(Capability.SETFCAP.number()).isEqualTo(31);
    assertThat(Capability.SYSLOG.number()).isEqualTo(34);
    assertThat(Capability.CHECKPOINT_RESTORE.number()).isEqualTo(40);
  }
}
