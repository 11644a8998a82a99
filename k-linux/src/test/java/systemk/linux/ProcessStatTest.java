package systemk.linux;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ProcessStatTest {
  private static final String REST =
      " S 12 34 35 0 -1 4194304 1 0 0 0 1 2 0 0 20 0 3 0 98765 1000 10 18446744073709551615";

  @Test
  void readsTheFieldsBehindAnyName() {
    for (String name : new String[] {"sh", "a b", ") (", "x) R 1", ""}) {
      assertThat(ProcessStat.parse("77 (" + name + ")" + REST))
          .contains(new ProcessStat(77, name, 'S', 12, 35, 4194304, 3, 98765, 3));
    }
  }

  @Property
  void anyNameIsReadBack(@ForAll String name) {
    assertThat(ProcessStat.parse("1 (" + name + ")" + REST).map(ProcessStat::comm)).contains(name);
  }

  @Test
  void answersNothingForALineThatIsCutShort() {
    String line = "77 (sh)" + REST;
    for (int end = 0; end < line.indexOf("98765"); end++) {
      assertThat(ProcessStat.parse(line.substring(0, end))).isEmpty();
    }
  }

  @Test
  void knowsThreadsOfTheKernelByTheirFlags() {
    assertThat(ProcessStat.parse("77 (sh)" + REST).orElseThrow().isKernelThread()).isFalse();
    String rest = REST.replace(" 4194304 ", " 2129984 ");
    assertThat(ProcessStat.parse("2 (kthreadd)" + rest).orElseThrow().isKernelThread()).isTrue();
  }

  @Test
  void countsALeaderWithLivingThreadsAsAlive() {
    assertThat(ProcessStat.parse("7 (a)" + REST.replace(" S ", " Z ")).orElseThrow().isAlive())
        .isTrue();
    assertThat(
            ProcessStat.parse("7 (a)" + REST.replace(" S ", " Z ").replace(" 20 0 3 ", " 20 0 1 "))
                .orElseThrow()
                .isAlive())
        .isFalse();
  }
}
