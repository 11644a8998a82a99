package systemk.core.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;

/// The cells of smf.md §4.3.
class MethodContextTest {
  private static final Configuration EMPTY = Configuration.of(InstanceFmri.of("svc:/web:main"));

  private static MethodContext context(Configuration configuration) {
    return MethodContext.of(configuration.composition(), MethodKind.START);
  }

  @Test
  void isTheOneOfAllMethodsIfTheMethodHasNone() {
    Configuration both =
        EMPTY.with("start", "exec", "/bin/x").with("method_context", "user", "web");
    assertThat(context(both).user()).isEqualTo(Option.some("web"));
  }

  @Test
  void isTheMethodsOwnAsAWhole() {
    Configuration both =
        EMPTY
            .with("start", "group", "www")
            .with("method_context", "user", "web")
            .and("method_context", Property.of("umask", "077"));
    assertThat(context(both).group()).isEqualTo(Option.some("www"));
    assertThat(context(both).user()).isEmpty();
    assertThat(context(both).umask()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"use_profile", "privileges", "project", "corefile_pattern"})
  void isTheMethodsOwnIfItSaysAnythingThatSmfCounts(String property) {
    Configuration both =
        EMPTY.with("start", property, ":default").with("method_context", "user", "web");
    assertThat(context(both).user()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "group", "supp_groups", "working_directory", "umask"})
  void takesDefaultForNothing(String property) {
    MethodContext nothing = context(EMPTY);
    assertThat(context(EMPTY.with("start", property, ":default"))).isEqualTo(nothing);
    assertThat(context(EMPTY.with("method_context", property, ""))).isEqualTo(nothing);
  }

  @Test
  void splitsGroupsAtCommasAndBlanks() {
    assertThat(context(EMPTY.with("start", "supp_groups", "a, b,c d")).groups())
        .containsExactly("a", "b", "c", "d");
  }

  @Test
  void readsPairs() {
    Configuration pairs =
        EMPTY.with("method_context", "environment", "A=1", "B=x=y", "nonsense", "=z");
    assertThat(context(pairs).environment().toJavaMap()).containsOnlyKeys("A", "B");
    assertThat(context(pairs).environment().get("B")).isEqualTo(Option.some("x=y"));
  }
}
