package systemk.shell.view;

import io.vavr.collection.Seq;
import io.vavr.control.Option;
import systemk.core.repository.Composition;

/// What the templates of a service say to people about its property groups and properties.
///
/// @param configuration the composed configuration, which its own templates are part of
public record TemplateTexts(Composition configuration, Tongue tongue) {
  private static final String GROUPS = "template_pg_pattern";
  private static final String PROPERTIES = "template_prop_pattern";

  /// The description of a group.
  public Option<String> description(String group) {
    return groups(group)
        .flatMap(template -> tongue.text(configuration, template, "description_"))
        .headOption();
  }

  /// The description of a property.
  public Option<String> description(String group, String property) {
    return properties(group, property)
        .flatMap(template -> tongue.text(configuration, template, "description_"))
        .headOption();
  }

  /// Whether people are not to be bothered with a property.
  public boolean isHidden(String group, String property) {
    return properties(group, property)
        .exists(template -> configuration.value(template, "visibility").contains("hidden"));
  }

  /// The templates about a group; those that name it come first.
  private Seq<String> groups(String group) {
    String type = configuration.groupType(group).getOrElse("");
    return configuration
        .groupsOfType(GROUPS)
        .filter(template -> says(template, "name", group) && says(template, "type", type))
        .sortBy(template -> configuration.value(template, "name").isEmpty());
  }

  private boolean says(String template, String property, String wanted) {
    return configuration
        .value(template, property)
        .filter(text -> !text.isEmpty())
        .forAll(wanted::equals);
  }

  private Seq<String> properties(String group, String property) {
    Seq<String> about = groups(group);
    return configuration
        .groupsOfType(PROPERTIES)
        .filter(template -> configuration.value(template, "name").contains(property))
        .filter(template -> configuration.value(template, "pg_pattern").exists(about::contains));
  }
}
