package systemk.core.restarter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RestarterTableTest {
  private static final Path FILE = Path.of("..", "spec", "restarter-table.md");

  @Test
  void theTableInSpecIsWhatTheRestarterDoes() throws IOException {
    if (Boolean.getBoolean("systemk.regenerate")) {
      Files.writeString(FILE, RestarterTable.markdown());
    }
    assertThat(RestarterTable.markdown()).isEqualTo(Files.readString(FILE));
  }

  @Test
  void everyPhaseIsASituation() {
    assertThat(RestarterTable.situations().<Class<?>>map(s -> s.lifecycle().phase().getClass()))
        .contains(Phase.class.getPermittedSubclasses());
  }

  @Test
  void everyStateIsASituation() {
    assertThat(RestarterTable.situations().map(s -> s.lifecycle().state()).distinct())
        .containsExactlyInAnyOrder(InstanceState.values());
  }

  @Test
  void everythingTheRestarterCanBeToldHappens() {
    Vector<String> told =
        Vector.ofAll(Arrays.stream(RestarterEngine.class.getDeclaredMethods()).toList())
            .filter(m -> Modifier.isPublic(m.getModifiers()) && m.getReturnType() == Step.class)
            .map(m -> m.getName())
            .distinct();
    assertThat(RestarterTable.happenings().map(RestarterTable.Happening::method).distinct())
        .containsExactlyInAnyOrderElementsOf(told);
  }

  /// What is told late, or twice, is told of something that is over.
  @Test
  void nothingIsDoneAboutAProcessLongForgotten() {
    for (RestarterTable.Situation situation : RestarterTable.situations()) {
      for (RestarterTable.Happening happening :
          RestarterTable.happenings().filter(h -> h.words().contains("long forgotten"))) {
        Step step = RestarterTable.step(situation.lifecycle(), happening, "contract");
        assertThat(step.lifecycle()).isEqualTo(situation.lifecycle());
        assertThat(step.effects()).isEmpty();
      }
    }
  }

  @Test
  void aWakeBeforeItsTimeDoesNothing() {
    for (RestarterTable.Situation situation : RestarterTable.situations()) {
      for (RestarterTable.Happening happening :
          RestarterTable.happenings().filter(h -> h.words().contains("before the time"))) {
        Step step = RestarterTable.step(situation.lifecycle(), happening, "contract");
        assertThat(step.lifecycle()).isEqualTo(situation.lifecycle());
        assertThat(step.effects()).isEmpty();
      }
    }
  }

  /// A state that changes is told, and what is told is a change.
  @Test
  void everyChangeOfStateIsAnnouncedOnce() {
    for (RestarterTable.Situation situation : RestarterTable.situations()) {
      for (RestarterTable.Happening happening : RestarterTable.happenings()) {
        Step step = RestarterTable.step(situation.lifecycle(), happening, "contract");
        InstanceState state = situation.lifecycle().state();
        for (StateChange change : step.changes()) {
          assertThat(change.from()).isEqualTo(state);
          state = change.to();
        }
        assertThat(step.lifecycle().state()).isEqualTo(state);
      }
    }
  }
}
