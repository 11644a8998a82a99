package systemk.core.check;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.math.BigInteger;
import java.util.function.Function;
import systemk.core.check.GroupPattern.PropertyPattern;
import systemk.core.check.GroupPattern.Range;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;

/// Reads the templates in a configuration: groups of type `template_pg_pattern`, and of type
/// `template_prop_pattern` for the properties in them.
///
/// @param owner who has a group of the configuration
record Templates(
    Composition configuration,
    Function<String, EntityFmri> owner,
    Vector<String> groups,
    Vector<String> properties) {
  private static final String GROUPS = "template_pg_pattern";
  private static final String PROPERTIES = "template_prop_pattern";
  private static final Vector<String> TARGETS = Vector.of("this", "instance", "delegate", "all");

  /// The templates in what an instance is configured with.
  static Templates in(Subject subject, Function<String, EntityFmri> owner) {
    return new Templates(
        subject.configuration(),
        owner,
        subject.groupsOfType(GROUPS),
        subject.groupsOfType(PROPERTIES));
  }

  /// The templates of a service, or of an instance.
  static Templates in(RepositoryState state, EntityFmri entity) {
    if (entity instanceof InstanceFmri instance) {
      Subject subject = Subject.of(state, instance);
      return in(subject, subject::owner);
    }
    Composition configuration = state.current(entity).only(true);
    return new Templates(
        configuration,
        _ -> entity,
        configuration.groupsOfType(GROUPS).toVector(),
        configuration.groupsOfType(PROPERTIES).toVector());
  }

  /// The patterns for one of these targets. Where nothing is said, the target is `this`.
  Vector<GroupPattern> of(String... targets) {
    Vector<String> wanted = Vector.of(targets);
    return groups.filter(group -> wanted.contains(target(group))).map(this::group);
  }

  private String target(String group) {
    return configuration.value(group, "target").getOrElse("this");
  }

  private GroupPattern group(String group) {
    return new GroupPattern(
        owner.apply(group),
        group,
        configuration.value(group, "name").getOrElse(""),
        configuration.value(group, "type").getOrElse(""),
        flag(group, "required"),
        properties
            .filter(property -> configuration.value(property, "pg_pattern").contains(group))
            .flatMap(this::property));
  }

  private Option<PropertyPattern> property(String group) {
    return configuration
        .value(group, "name")
        .map(
            name ->
                new PropertyPattern(
                    group,
                    name,
                    configuration.value(group, "type").flatMap(ValueType::ofToken),
                    flag(group, "required"),
                    count(group, "cardinality_min").getOrElse(BigInteger.ZERO),
                    count(group, "cardinality_max"),
                    texts(group, "constraint_name"),
                    texts(group, "constraint_range").flatMap(Range::read),
                    configuration.property(group, "internal_separators").isDefined()));
  }

  private boolean flag(String group, String property) {
    return configuration.property(group, property).flatMap(Property::asBoolean).getOrElse(false);
  }

  private Option<BigInteger> count(String group, String property) {
    return configuration
        .property(group, property)
        .filter(p -> p.type() == ValueType.COUNT || p.type() == ValueType.INTEGER)
        .flatMap(Property::single)
        .map(BigInteger::new);
  }

  private Vector<String> texts(String group, String property) {
    return configuration.property(group, property).toVector().flatMap(Property::values);
  }

  /// What in these templates cannot be understood.
  Vector<Violation> unreadable() {
    return groups
        .filter(group -> !TARGETS.contains(target(group)))
        .<Violation>map(
            group ->
                unreadable(
                    group, "target \"" + target(group) + "\" is none of " + TARGETS.mkString(", ")))
        .appendAll(properties.flatMap(this::unreadableProperty));
  }

  private Vector<Violation> unreadableProperty(String group) {
    Vector<Violation> found = Vector.empty();
    if (configuration.value(group, "name").isEmpty()) {
      found = found.append(unreadable(group, "it has no name"));
    }
    String parent = configuration.value(group, "pg_pattern").getOrElse("");
    if (!configuration.groupType(parent).contains(GROUPS)) {
      found = found.append(unreadable(group, "pg_pattern \"" + parent + "\" is no group pattern"));
    }
    return found
        .appendAll(
            configuration
                .value(group, "type")
                .filter(type -> !type.isEmpty() && ValueType.ofToken(type).isEmpty())
                .map(type -> unreadable(group, "\"" + type + "\" is not a type")))
        .appendAll(
            texts(group, "constraint_range")
                .filter(text -> Range.read(text).isEmpty())
                .map(text -> unreadable(group, "range \"" + text + "\" is not MIN,MAX")));
  }

  private Violation unreadable(String group, String why) {
    return new Violation.UnreadableTemplate(owner.apply(group), group, why);
  }
}
