package systemk.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class SignalsTest {
  @Test
  void readsNamesAndNumbers() {
    for (String text : new String[] {"TERM", "SIGTERM", "sigterm", "15"}) {
      assertThat(Signals.number(text)).isEqualTo(OptionalInt.of(15));
    }
    for (String text : new String[] {"", "0", "65", "-1", "SIG", "FUN", "999", "15 "}) {
      assertThat(Signals.number(text)).isEmpty();
    }
  }

  @Test
  void namesEverySignalItKnows() {
    for (int number = 1; number <= 31; number++) {
      assertThat(Signals.number(Signals.name(number).orElseThrow())).hasValue(number);
    }
  }
}
