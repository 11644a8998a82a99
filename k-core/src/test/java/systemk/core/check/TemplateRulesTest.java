package systemk.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.property.Property;
import systemk.core.property.ValueType;

class TemplateRulesTest {
  private static final String SERVICE = "svc:/a";
  private static final String A = "svc:/a:default";

  /// An instance whose service has a template for a group `config` with a property `p`.
  private static Configured described() {
    return pattern(Configured.instance(A), SERVICE, "this");
  }

  private static Configured pattern(Configured all, String entity, String target) {
    return all.group(entity, "tm_pgpatt_config", "template_pg_pattern")
        .set(entity, "tm_pgpatt_config", "name", "config")
        .set(entity, "tm_pgpatt_config", "type", "application")
        .set(entity, "tm_pgpatt_config", "target", target)
        .group(entity, "tm_proppat_config_p", "template_prop_pattern")
        .set(entity, "tm_proppat_config_p", "pg_pattern", "tm_pgpatt_config")
        .set(entity, "tm_proppat_config_p", "name", "p");
  }

  private static Configured groupSays(Property property) {
    return described().set(SERVICE, "tm_pgpatt_config", property);
  }

  private static Configured propertySays(Property... properties) {
    Configured all = described().group(A, "config", "application");
    for (Property property : properties) {
      all = all.set(SERVICE, "tm_proppat_config_p", property);
    }
    return all;
  }

  private static Property texts(String name, String... values) {
    return new Property(name, ValueType.ASTRING, Vector.of(values));
  }

  @Test
  void whatIsNotRequiredMayBeAbsent() {
    assertThat(described().messages()).isEmpty();
    assertThat(described().group(A, "config", "application").messages()).isEmpty();
  }

  @Test
  void aRequiredGroupIsThere() {
    assertThat(groupSays(Property.of("required", true)).messages())
        .containsExactly(
            A
                + ": there is no property group \"config\" of type application, which the template of"
                + " svc:/a requires");
    assertThat(
            groupSays(Property.of("required", true)).group(A, "config", "application").messages())
        .isEmpty();
  }

  @Test
  void aGroupHasTheTypeOfItsTemplate() {
    assertThat(described().group(A, "config", "framework").messages())
        .containsExactly(
            A
                + ": property group \"config\" is of type framework, not application as the template"
                + " of svc:/a says");
  }

  @Test
  void aRequiredPropertyIsThere() {
    assertThat(propertySays(Property.of("required", true)).messages())
        .containsExactly(A + ": there is no config/p, which the template of svc:/a requires");
  }

  @Test
  void aPropertyHasTheTypeOfItsTemplateOrAChildOfIt() {
    Configured text = propertySays(Property.of("type", "ustring"));

    assertThat(text.set(A, "config", "p", "x").messages())
        .containsExactly(A + ": config/p is of type astring, not ustring");
    assertThat(text.set(A, "config", Property.of("p", ValueType.HOST, "x")).messages()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 0, between 1 and 2",
    "1, 2, 1,",
    "1, 2, 2,",
    "1, 2, 3, between 1 and 2",
    "1, 1, 3, 1",
    "2, 18446744073709551615, 1, between 2 and 18446744073709551615",
  })
  void aPropertyHasAsManyValuesAsItMay(String min, String max, int count, String allowed) {
    Configured all =
        propertySays(
                Property.of("cardinality_min", ValueType.COUNT, min),
                Property.of("cardinality_max", ValueType.COUNT, max))
            .set(A, "config", "p", Vector.fill(count, "x").toJavaArray(String[]::new));

    assertThat(all.messages())
        .isEqualTo(
            allowed == null
                ? Vector.empty()
                : Vector.of(
                    A
                        + ": config/p has "
                        + (count == 1 ? "1 value" : count + " values")
                        + ", not "
                        + allowed));
  }

  @Test
  void withoutAMaximumThereMayBeAnyNumberOfValues() {
    Configured all = propertySays(Property.of("cardinality_min", ValueType.COUNT, "2"));

    assertThat(all.set(A, "config", "p", "x").messages())
        .containsExactly(A + ": config/p has 1 value, not at least 2");
    assertThat(all.set(A, "config", "p", "x", "y", "z").messages()).isEmpty();
  }

  @Test
  void eachValueIsAmongTheConstraints() {
    Configured all = propertySays(texts("constraint_name", "fast", "slow"));

    assertThat(all.set(A, "config", "p", "fast", "slow").messages()).isEmpty();
    assertThat(all.set(A, "config", "p", "fast", "fsat").messages())
        .containsExactly(A + ": config/p cannot be \"fsat\"; allowed are fast, slow");
  }

  @ParameterizedTest
  @CsvSource({"1,", "65535,", "0,", "-1, x", "65536, x", "70000,", "16,"})
  void numbersAreInOneOfTheRangesOrNamed(long number, String wrong) {
    Configured all =
        propertySays(
                texts("constraint_range", "0,1", "10, 65535"), texts("constraint_name", "0x11170"))
            .set(A, "config", Property.integer("p", number));

    assertThat(all.messages())
        .isEqualTo(
            wrong == null
                ? Vector.empty()
                : Vector.of(
                    A
                        + ": config/p cannot be \""
                        + number
                        + "\"; allowed are 0x11170, 0..1, 10..65535"));
  }

  @Test
  void aCountCanBeAsLargeAsOneIs() {
    Configured all =
        propertySays(texts("constraint_range", "1,18446744073709551615"))
            .set(A, "config", Property.of("p", ValueType.COUNT, "18446744073709551614"));

    assertThat(all.messages()).isEmpty();
  }

  @Test
  void whatIsTakenApartByTheServiceIsNotLookedInto() {
    Configured all =
        propertySays(texts("constraint_name", "a", "b"), texts("internal_separators", ","));

    assertThat(all.set(A, "config", "p", "a,b").messages()).isEmpty();
  }

  @Test
  void choicesForbidNothing() {
    Configured all =
        propertySays(texts("choice_name", "a"), texts("choice_include_values", "constraints"));

    assertThat(all.set(A, "config", "p", "z").messages()).isEmpty();
  }

  @Test
  void aPatternWithoutANameIsAboutEveryGroupOfItsType() {
    Configured all =
        described()
            .set(SERVICE, "tm_pgpatt_config", "name", "")
            .set(SERVICE, "tm_proppat_config_p", Property.of("required", true));

    assertThat(all.messages()).isEmpty();
    assertThat(
            all.group(A, "x", "application")
                .group(A, "y", "application")
                .group(A, "z", "framework")
                .messages())
        .containsExactly(
            A + ": there is no x/p, which the template of svc:/a requires",
            A + ": there is no y/p, which the template of svc:/a requires");
    assertThat(all.set(SERVICE, "tm_pgpatt_config", Property.of("required", true)).messages())
        .containsExactly(
            A
                + ": there is no property group of type application, which the template of svc:/a"
                + " requires");
  }

  @Test
  void aPatternWithoutATypeIsAboutTheGroupOfItsName() {
    Configured all =
        described()
            .set(SERVICE, "tm_pgpatt_config", "type", "")
            .set(SERVICE, "tm_proppat_config_p", Property.of("required", true));

    assertThat(all.group(A, "config", "whatever").messages())
        .containsExactly(A + ": there is no config/p, which the template of svc:/a requires");
  }

  @ParameterizedTest
  @CsvSource({
    "svc:/a:default, this, 1",
    "svc:/a, this, 1",
    "svc:/a, instance, 1",
    "svc:/a, delegate, 0",
    "svc:/a, all, 0",
    "svc:/r:default, this, 0",
    "svc:/r:default, delegate, 1",
    "svc:/r:default, all, 0",
    "svc:/system/svc/global:default, all, 1",
    "svc:/system/svc/restarter:default, all, 1",
    "svc:/system/svc/restarter:default, delegate, 0",
  })
  void theTargetSaysWhoseGroupsItIsAbout(String entity, String target, int found) {
    Configured all =
        Configured.instance(A)
            .and("svc:/r:default")
            .and("svc:/system/svc/global:default")
            .and("svc:/system/svc/restarter:default")
            .set(A, "general", Property.of("restarter", ValueType.FMRI, "svc:/r:default"))
            .group(A, "config", "framework");

    assertThat(pattern(all, entity, target).messages()).hasSize(found);
  }

  @Test
  void whoNamesNoRestarterHasTheOneOfTheSystem() {
    Configured all =
        Configured.instance(A)
            .and("svc:/system/svc/restarter:default")
            .group(A, "config", "framework");

    assertThat(pattern(all, "svc:/system/svc/restarter:default", "delegate").messages()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1,2,3", "2,1", "a,b", ","})
  void aRangeThatIsNoneIsReported(String range) {
    assertThat(propertySays(texts("constraint_range", range)).messages())
        .containsExactly(
            "svc:/a: cannot read template \"tm_proppat_config_p\": range \""
                + range
                + "\" is not MIN,MAX");
  }

  @Test
  void aTemplateThatCannotBeReadIsReported() {
    assertThat(
            described()
                .set(SERVICE, "tm_pgpatt_config", "target", "that")
                .set(SERVICE, "tm_proppat_config_p", "pg_pattern", "tm_pgpatt_x")
                .set(SERVICE, "tm_proppat_config_p", "type", "number")
                .delete(SERVICE, "tm_proppat_config_p", "name")
                .messages())
        .containsExactly(
            "svc:/a: cannot read template \"tm_pgpatt_config\": target \"that\" is none of this,"
                + " instance, delegate, all",
            "svc:/a: cannot read template \"tm_proppat_config_p\": it has no name",
            "svc:/a: cannot read template \"tm_proppat_config_p\": pg_pattern \"tm_pgpatt_x\" is no"
                + " group pattern",
            "svc:/a: cannot read template \"tm_proppat_config_p\": \"number\" is not a type");
  }
}
