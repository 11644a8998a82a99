package systemk.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import systemk.core.repository.RepositoryState;

class GuardedTest {
  private static final Outcome FAILURE =
      Outcome.Exit.failed("svcs: internal error: java.lang.IllegalStateException: a bug\n", 1);

  private static Outcome bug() {
    throw new IllegalStateException("a bug");
  }

  private static Outcome guarded(Supplier<Outcome> start) {
    return new Guarded("svcs").outcome(start);
  }

  @Test
  void aBugBecomesOneLine() {
    assertThat(guarded(GuardedTest::bug)).isEqualTo(FAILURE);
  }

  @Test
  void aBugInWhatComesLaterDoesToo() {
    var emit = (Outcome.Emit) guarded(() -> new Outcome.Emit("", "", GuardedTest::bug));
    var edit =
        (Outcome.Edit) guarded(() -> new Outcome.Edit(_ -> new Outcome.Decision.Answer(bug())));
    var await =
        (Outcome.Await)
            guarded(
                () -> new Outcome.Await(_ -> Option.some(bug()), Duration.ZERO, GuardedTest::bug));
    var need =
        (Outcome.Need)
            guarded(() -> new Outcome.Need(new Outcome.Question.ReadFile("x"), _ -> bug()));
    var put = (Outcome.Put) guarded(() -> new Outcome.Put("x", "", _ -> bug()));
    var tree =
        (Outcome.PutTree)
            guarded(() -> new Outcome.PutTree("x", io.vavr.collection.TreeMap.empty(), _ -> bug()));
    var commit =
        (Outcome.Decision.Commit)
            ((Outcome.Edit)
                    guarded(
                        () ->
                            new Outcome.Edit(
                                _ ->
                                    new Outcome.Decision.Commit(
                                        Vector.empty(), "", _ -> bug(), _ -> bug()))))
                .decide()
                .apply(RepositoryState.EMPTY);

    assertThat(emit.next().get()).isEqualTo(FAILURE);
    assertThat(edit.decide().apply(RepositoryState.EMPTY))
        .isEqualTo(new Outcome.Decision.Answer(FAILURE));
    assertThat(await.until().apply(RepositoryState.EMPTY)).isEqualTo(Option.some(FAILURE));
    assertThat(await.onTimeout().get()).isEqualTo(FAILURE);
    assertThat(need.next().apply(new Outcome.Reply.Text(""))).isEqualTo(FAILURE);
    assertThat(put.next().apply(new Outcome.Reply.Text(""))).isEqualTo(FAILURE);
    assertThat(tree.next().apply(new Outcome.Reply.Text(""))).isEqualTo(FAILURE);
    assertThat(commit.then().apply(RepositoryState.EMPTY)).isEqualTo(FAILURE);
    assertThat(commit.refused().apply(Vector.empty())).isEqualTo(FAILURE);
  }

  @Test
  void anUnknownProgramIsMisuse() {
    assertThat(new Host().run("svcfoo"))
        .isEqualTo(new Outcome.Exit("", "svcfoo: unknown command\n", 2));
  }
}
