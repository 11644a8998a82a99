package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  @Test
  void guessesTheModeFromTheProcessNumber() {
    List<String> arguments = List.of("--home", "/h", "--root", "/r/../q");
    assertThat(Options.parse(arguments, 1, false))
        .isEqualTo(
            new Options(
                Path.of("/q"),
                Path.of("/h"),
                Options.Mode.CONTAINER,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of()));
    assertThat(Options.parse(arguments, 2, false).mode()).isEqualTo(Options.Mode.USER);
  }

  @Test
  void becomesTheSameElsewhere() {
    List<String> arguments =
        List.of(
            "--root",
            "/r",
            "--home",
            "/h",
            "--main",
            "svc:/web:default",
            "--strict",
            "--store",
            "/s",
            "--leave",
            "/h/libexec/k.leave");
    assertThat(Options.parse(arguments, 1, false).commandLine(Path.of("/n")))
        .containsExactly(
            "/n/libexec/k.init",
            "--root",
            "/r",
            "--home",
            "/n",
            "--mode",
            "container",
            "--store",
            "/s",
            "--leave",
            "/n/libexec/k.leave",
            "--main",
            "svc:/web:default",
            "--strict");
  }

  @Test
  void onlyAContainerIsThereForSomething() {
    List<String> arguments =
        List.of("--home", "/h", "--root", "/r", "--main", "svc:/web:default", "--strict");
    assertThat(Options.parse(arguments, 1, false).purpose())
        .containsExactly("--main", "svc:/web:default", "--strict", "yes");
    assertThatThrownBy(() -> Options.parse(arguments, 2, false))
        .hasMessage("--main is for containers");
  }

  @Test
  void refusesToBeAContainerWithoutBeingFirst() {
    List<String> arguments = List.of("--home", "/h", "--root", "/r", "--mode", "container");
    assertThatThrownBy(() -> Options.parse(arguments, 2, false))
        .hasMessage("--mode container needs to be process 1, this is 2");
    assertThat(Options.parse(arguments, 1, false).mode()).isEqualTo(Options.Mode.CONTAINER);
  }

  @Test
  void refusesToBeASystemWithoutItsGuard() {
    List<String> arguments = List.of("--home", "/h", "--root", "/r", "--mode", "system");
    assertThatThrownBy(() -> Options.parse(arguments, 2, false))
        .hasMessage("--mode system needs k-guard for its parent, as process 1");
    assertThat(Options.parse(arguments, 2, true).mode()).isEqualTo(Options.Mode.SYSTEM);
  }
}
