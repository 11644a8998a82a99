package systemk.core.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {
  @ParameterizedTest
  @CsvSource({"-TERM,15", "-SIGTERM,15", "-term,15", "-15,15", "-9,9", "-IOT,6", "-64,64"})
  void readsNamesAndNumbers(String option, String number) {
    assertThat(Signals.number(option)).isEqualTo(Option.some(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "TERM", "-SIG", "-0", "-65", "-EXIT", "-NOSUCH", "-1x", "-+1"})
  void refusesEverythingElse(String option) {
    assertThat(Signals.number(option)).isEmpty();
  }

  @Property
  void neverThrows(@ForAll String option) {
    assertThat(Signals.number("-" + option)).isNotNull();
  }
}
