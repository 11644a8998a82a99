package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.api.protocol.Peer;

final class OptionsTest {
  @Test
  void rootAndBootAreNeeded() {
    assertThat(Options.parse(List.of("--boot", "b", "--root", "/r")).get())
        .isEqualTo(new Options(Path.of("/r"), Option.none(), "b", Option.none(), Option.none()));
    assertThat(Options.parse(List.of("--boot", "b")).getLeft()).isEqualTo("--root is missing");
    assertThat(Options.parse(List.of("--root", "/r")).getLeft()).isEqualTo("--boot is missing");
    assertThat(Options.parse(List.of("--root")).getLeft()).isEqualTo("\"--root\" needs a value");
    assertThat(Options.parse(List.of("-r", "x")).getLeft()).isEqualTo("unknown option \"-r\"");
  }

  @Test
  void rootAndTheOwnerMayWrite() {
    Authorization authorization = new Authorization(1000);
    assertThat(authorization.mayAll(new Peer(0, 0, 1, List.of()))).isTrue();
    assertThat(authorization.mayAll(new Peer(1000, 5, 1, List.of()))).isTrue();
    assertThat(authorization.mayAll(new Peer(1001, 0, 1, List.of()))).isFalse();
    assertThat(authorization.mayAll(new Peer(4294967295L, 0, 1, List.of()))).isFalse();
  }
}
