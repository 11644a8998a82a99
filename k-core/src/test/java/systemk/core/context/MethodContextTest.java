package systemk.core.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.Configuration;
import systemk.core.method.MethodKind;
import systemk.core.property.Property;
import systemk.core.property.ValueType;

/// The cells of smf.md §4.3: each attribute valid, unknown and inherited.
class MethodContextTest {
  private static final Configuration EMPTY = Configuration.of(InstanceFmri.of("svc:/web:main"));

  private static MethodContext context(Configuration configuration) {
    return MethodContext.of(configuration.composition(), MethodKind.START.token()).get();
  }

  private static String why(Configuration configuration) {
    return MethodContext.of(configuration.composition(), MethodKind.START.token()).getLeft();
  }

  private static Property list(String name, String... values) {
    return new Property(name, ValueType.ASTRING, Vector.of(values));
  }

  /// Every attribute that means something, with a value it may have.
  static Vector<Property> valid() {
    return Vector.of(
        Property.of("user", "web"),
        Property.of("user", "1234"),
        Property.of("group", "www"),
        Property.of("supp_groups", "audio,12"),
        Property.of("privileges", "net_bind_service"),
        Property.of("limit_privileges", "all,!sys_admin"),
        Property.of("working_directory", "/srv"),
        Property.of("working_directory", ":default"),
        Property.of("umask", "027"),
        Property.integer("nice", -20),
        Property.count("nice", 19),
        Property.of("no_new_privileges", true),
        list("limits", "nofile=64:128", "core=unlimited"),
        list("environment", "A=1"));
  }

  /// Those that mean nothing on Linux.
  static Vector<Property> withoutMeaning() {
    return Vector.of(
        Property.of("project", "user.web"),
        Property.of("resource_pool", "pool_web"),
        Property.of("profile", "Web Server"),
        Property.of("security_flags", "+aslr"),
        Property.of("corefile_pattern", "/cores/%f"));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void eachAttributeIsTakenFromTheMethodOrFromTheContextOfAll(Property property) {
    MethodContext own = context(EMPTY.with("start", property));
    assertThat(own).isNotEqualTo(MethodContext.NONE);
    assertThat(context(EMPTY.with("method_context", property))).isEqualTo(own);
    assertThat(context(EMPTY.inherited("start", property))).isEqualTo(own);
    assertThat(context(EMPTY.inherited("method_context", property))).isEqualTo(own);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void whatAnInstanceSaysGoesOverWhatItsServiceSays(Property property) {
    Configuration both =
        EMPTY
            .inherited("method_context", Property.of(property.name(), "what the service says"))
            .with("method_context", property);
    assertThat(context(both)).isEqualTo(context(EMPTY.with("start", property)));
  }

  @Test
  void oneAttributeOfTheInstanceLeavesTheOthersOfItsService() {
    Configuration both =
        EMPTY
            .inherited("method_context", Property.of("user", "web"))
            .with("method_context", "umask", "077");
    assertThat(context(both).user()).contains("web");
    assertThat(context(both).umask()).contains("077");
  }

  @ParameterizedTest
  @MethodSource({"valid", "withoutMeaning"})
  void aMethodThatSaysAnythingInheritsNothing(Property property) {
    Configuration both = EMPTY.with("start", property).with("method_context", "user", "other");
    assertThat(context(both)).isEqualTo(context(EMPTY.with("start", property)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"profile", "privileges", "project", "corefile_pattern"})
  void whatSaysNothingIsTheMethodsOwnAllTheSameIfSmfCountsIt(String property) {
    Configuration both =
        EMPTY.with("start", property, ":default").with("method_context", "user", "web");
    assertThat(context(both).user()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user",
        "group",
        "supp_groups",
        "privileges",
        "limit_privileges",
        "umask",
        "project",
        "resource_pool",
        "profile",
        "security_flags",
        "corefile_pattern"
      })
  void defaultIsAsIfItWereNotThere(String property) {
    assertThat(context(EMPTY.with("start", property, ":default"))).isEqualTo(MethodContext.NONE);
    assertThat(context(EMPTY.with("method_context", property, ""))).isEqualTo(MethodContext.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {":default", ":home"})
  void theDefaultDirectoryIsTheHomeOfTheUser(String value) {
    assertThat(context(EMPTY.with("start", "working_directory", value)).workingDirectory())
        .isEqualTo(MethodContext.HOME);
  }

  @Test
  void theDirectoryOfWhoNamesNoneIsTheRoot() {
    assertThat(context(EMPTY).workingDirectory()).isEqualTo("/");
    assertThat(context(EMPTY.with("start", "user", "web")).workingDirectory()).isEqualTo("/");
  }

  @Test
  void groupsAreSeparatedByCommasAndBlanks() {
    assertThat(context(EMPTY.with("start", "supp_groups", "a, b,c d\t7")).groups())
        .containsExactly("a", "b", "c", "d", "7");
  }

  @Test
  void theLastOfTwoPairsCounts() {
    MethodContext pairs =
        context(EMPTY.with("method_context", "environment", "A=1", "B=x=y", "C=", "A=2"));
    assertThat(pairs.environment().toJavaMap()).containsOnlyKeys("A", "B", "C");
    assertThat(pairs.environment().get("A")).isEqualTo(Option.some("2"));
    assertThat(pairs.environment().get("B")).isEqualTo(Option.some("x=y"));
    assertThat(pairs.environment().get("C")).isEqualTo(Option.some(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "privileges | net_bind | there is no capability \"net_bind\"",
        "privileges | basic,!proc_session | there is no capability \"proc_session\"",
        "limit_privileges | cap_41 | there is no capability \"cap_41\"",
        "working_directory | srv/web | write an absolute path, :default or :home",
        "supp_groups | ', ,' | it names no group",
        "umask | 8 | write an octal number from 0 to 777",
        "umask | 01777 | write an octal number from 0 to 777",
        "limits | files=3 | there is no limit \"files\"; known are as, core, cpu, data, fsize, locks,"
            + " memlock, nofile, nproc, rss, rtprio, stack",
        "limits | nofile | write NAME=VALUE",
        "limits | nofile=many | write a number, SOFT:HARD, or unlimited",
        "limits | nofile=-1 | write a number, SOFT:HARD, or unlimited",
        "limits | nofile=1:2:3 | write a number, SOFT:HARD, or unlimited",
        "limits | nofile=2:1 | the soft limit is above the hard one",
        "limits | core=unlimited:1 | the soft limit is above the hard one",
        "environment | nonsense | write NAME=VALUE",
        "environment | =z | write NAME=VALUE",
      })
  void whatCannotBeFollowedIsNamed(String property, String value, String why) {
    assertThat(why(EMPTY.with("start", property, value)))
        .isEqualTo(
            "Cannot set the method context: start/%s cannot be \"%s\": %s."
                .formatted(property, value, why));
    assertThat(why(EMPTY.inherited("method_context", Property.of(property, value))))
        .startsWith("Cannot set the method context: method_context/" + property + " cannot be");
  }

  @Test
  void everythingIsNamedAtOnce() {
    Configuration both =
        EMPTY.with("start", "umask", "9").and("start", Property.integer("nice", 20));
    assertThat(why(both))
        .isEqualTo(
            "Cannot set the method context: start/umask cannot be \"9\": write an octal number from 0"
                + " to 777; start/nice cannot be \"20\": write a number from -20 to 19.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "privileges", "working_directory", "umask", "project"})
  void oneValueIsWantedForOneThing(String property) {
    assertThat(why(EMPTY.with("start", property, "a", "b")))
        .endsWith("start/" + property + " cannot be \"a b\": it must have one value.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nice", "no_new_privileges", "use_profile"})
  void aTextIsNeitherANumberNorAFlag(String property) {
    assertThat(why(EMPTY.with("start", property, "true")))
        .contains("start/" + property + " cannot be \"true\": write ");
  }

  @ParameterizedTest
  @MethodSource("withoutMeaning")
  void whatLinuxHasNotIsSaidAndNotApplied(Property property) {
    MethodContext said = context(EMPTY.with("method_context", property));
    assertThat(said.notApplied())
        .singleElement()
        .asString()
        .startsWith(
            "method_context/%s \"%s\" is not applied: Linux "
                .formatted(property.name(), property.values().head()));
  }

  @Test
  void aMethodThatIsToHaveTheRightsOfAProfileIsNotRunWithOthers() {
    Configuration profile = EMPTY.with("start", "profile", "Web Server");
    assertThat(why(profile.and("start", Property.of("use_profile", true))))
        .contains("start/use_profile cannot be \"true\": Linux has no rights profiles");
    assertThat(why(EMPTY.with("start", Property.of("use_profile", true))))
        .contains("start/use_profile cannot be \"true\"");
    assertThat(context(profile.and("start", Property.of("use_profile", false))).notApplied())
        .isEmpty();
  }
}
