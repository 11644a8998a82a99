package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KernelOptionsTest {
  private static Optional<String> milestone(String line) {
    return KernelOptions.parse(line).milestone();
  }

  @Test
  void passesOverWhatIsNotForIt() {
    assertThat(
            KernelOptions.parse("BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet systemk.debugger\n"))
        .isEqualTo(KernelOptions.NONE);
    assertThat(KernelOptions.parse("")).isEqualTo(KernelOptions.NONE);
    assertThat(milestone("ro systemk.milestone=")).isEmpty();
  }

  @Test
  void understandsItsOwnWordsAndThoseOfInit() {
    assertThat(milestone("ro systemk.milestone=multi-user quiet")).contains("multi-user");
    assertThat(milestone("systemk.milestone=none systemk.milestone=all")).contains("all");
    assertThat(milestone("ro single")).contains("single-user");
    assertThat(milestone("ro S quiet")).contains("single-user");
    assertThat(milestone("emergency ro")).contains("none");
    assertThat(KernelOptions.parse("ro systemk.debug").debug()).isTrue();
  }

  @Test
  void knowsWhenSomebodyMustBeLetIn() {
    assertThat(KernelOptions.parse("single").needsShell()).isTrue();
    assertThat(KernelOptions.parse("systemk.milestone=none").needsShell()).isTrue();
    assertThat(
            KernelOptions.parse("systemk.milestone=svc:/milestone/single-user:default")
                .needsShell())
        .isTrue();
    assertThat(KernelOptions.parse("systemk.milestone=multi-user").needsShell()).isFalse();
    assertThat(KernelOptions.NONE.needsShell()).isFalse();
  }
}
