package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class JournalRepositoryProperties {
  @Provide
  Arbitrary<List<Story.Event>> stories() {
    return Story.stories();
  }

  @Property(tries = 60)
  void whatIsForgottenIsSaidToBeAndNothingElse(@ForAll("stories") List<Story.Event> story) {
    try (var stage = new Stage(Disk.REAL, Stage.FORGETFUL)) {
      stage.play(story);
      assertThat(stage.repository().readOnly()).isEmpty();
    }
  }

  @Property(tries = 60)
  void theRepositoryOnDiskIsTheOneInMemory(@ForAll("stories") List<Story.Event> story) {
    try (var stage = new Stage()) {
      stage.play(story);
      assertThat(stage.repository().readOnly()).isEmpty();
    }
  }
}
