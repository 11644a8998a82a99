package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WishTest {
  @TempDir Path directory;

  @Test
  void isFoundAsItWasRecorded() throws IOException {
    Path file = directory.resolve("shutdown");
    assertThat(Wish.read(file)).isEmpty();
    for (Finish finish : Finish.values()) {
      Wish wish = new Wish(finish, "asked by root (uid 0)");
      wish.record(file);
      assertThat(Wish.read(file)).contains(wish);
    }
  }

  @Test
  void isNoneWhereNobodyCanTellWhatItWas() throws IOException {
    Path file = directory.resolve("shutdown");
    Files.writeString(file, "explode for no reason\n");
    assertThat(Wish.read(file)).isEmpty();
  }

  @Test
  void signalsMeanAnEndToContainersAndMoreToMachines() {
    assertThat(Finish.of("SIGINT", Options.Mode.CONTAINER, false)).isEqualTo(Finish.EXIT);
    assertThat(Finish.of("SIGTERM", Options.Mode.USER, true)).isEqualTo(Finish.EXIT);
    assertThat(Finish.of("SIGTERM", Options.Mode.SYSTEM, false)).isEqualTo(Finish.EXIT);
    assertThat(Finish.of("SIGTERM", Options.Mode.SYSTEM, true)).isEqualTo(Finish.POWEROFF);
    assertThat(Finish.of("SIGINT", Options.Mode.SYSTEM, true)).isEqualTo(Finish.REBOOT);
    assertThat(Finish.of("SIGPWR", Options.Mode.SYSTEM, true)).isEqualTo(Finish.POWEROFF);
  }
}
