package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  @Test
  void guessesTheModeFromTheProcessNumber() {
    List<String> arguments = List.of("--home", "/h", "--root", "/r/../q");
    assertThat(Options.parse(arguments, 1))
        .isEqualTo(new Options(Path.of("/q"), Path.of("/h"), Options.Mode.CONTAINER));
    assertThat(Options.parse(arguments, 2).mode()).isEqualTo(Options.Mode.USER);
  }

  @Test
  void refusesToBeAContainerWithoutBeingFirst() {
    List<String> arguments = List.of("--home", "/h", "--root", "/r", "--mode", "container");
    assertThatThrownBy(() -> Options.parse(arguments, 2))
        .hasMessage("--mode container needs to be process 1, this is 2");
    assertThat(Options.parse(arguments, 1).mode()).isEqualTo(Options.Mode.CONTAINER);
  }
}
