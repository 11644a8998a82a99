package systemk.core.check;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.check.GroupPattern.PropertyPattern;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;

/// What templates say of an instance, and where it disagrees (smf_template(7)).
/* Four templates speak of an instance: its own (target this), its service's (this, instance), its
 * restarter's (delegate), and those of the two instances that speak for the whole system (all). Its own
 * and its service's are seen as one, as all their properties are.
 *
 * A pattern without a name or without a type is about every group that has the other. Where several
 * are about one group, all of them count. Choices are advice to tools and forbid nothing, so neither
 * do the values they include.
 */
final class TemplateRules {
  /// Where SMF keeps what holds for every service.
  private static final InstanceFmri GLOBAL = InstanceFmri.of("svc:/system/svc/global:default");

  private TemplateRules() {}

  static Vector<Violation> violations(Subject subject) {
    Templates own = Templates.in(subject, subject::owner);
    return patterns(subject.state(), own, subject.restarter())
        .flatMap(pattern -> violations(subject, pattern))
        .appendAll(own.unreadable());
  }

  /// Everything templates say of the groups of a service or an instance.
  static Vector<GroupPattern> patterns(RepositoryState state, EntityFmri entity) {
    Templates own = Templates.in(state, entity);
    Option<InstanceFmri> restarter =
        own.configuration()
            .value("general", "restarter")
            .flatMap(text -> Fmri.parseInstance(text).toOption());
    return patterns(state, own, restarter);
  }

  private static Vector<GroupPattern> patterns(
      RepositoryState state, Templates own, Option<InstanceFmri> restarter) {
    return own.of("this", "instance")
        .appendAll(foreign(state, restarter.getOrElse(Subject.MASTER), "delegate"))
        .appendAll(foreign(state, Subject.MASTER, "all"))
        .appendAll(foreign(state, GLOBAL, "all"));
  }

  private static Vector<GroupPattern> foreign(
      RepositoryState state, InstanceFmri other, String target) {
    return state.exists(other)
        ? Templates.in(Subject.of(state, other), _ -> other).of(target)
        : Vector.empty();
  }

  private static Vector<Violation> violations(Subject subject, GroupPattern pattern) {
    Composition configuration = subject.configuration();
    Vector<String> candidates =
        pattern.name().isEmpty()
            ? configuration.groupNames().toVector()
            : Vector.of(pattern.name()).filter(configuration::hasGroup);
    Vector<String> matching =
        candidates.filter(
            group -> pattern.matches(group, configuration.groupType(group).getOrElse("")));
    if (matching.isEmpty() && !pattern.name().isEmpty() && !candidates.isEmpty()) {
      String type = configuration.groupType(pattern.name()).getOrElse("");
      return Vector.of(
          new Violation.WrongGroupType(
              subject.owner(pattern.name()),
              pattern.name(),
              type,
              pattern.type(),
              pattern.template()));
    }
    if (matching.isEmpty() && pattern.required()) {
      return Vector.of(
          new Violation.MissingGroup(subject.instance(), wanted(pattern), pattern.template()));
    }
    return matching.flatMap(
        group ->
            pattern
                .properties()
                .flatMap(property -> violations(subject, group, property, pattern)));
  }

  private static String wanted(GroupPattern pattern) {
    if (pattern.name().isEmpty()) {
      return "of type " + pattern.type();
    }
    return "\""
        + pattern.name()
        + "\""
        + (pattern.type().isEmpty() ? "" : " of type " + pattern.type());
  }

  private static Vector<Violation> violations(
      Subject subject, String group, PropertyPattern pattern, GroupPattern in) {
    return subject
        .configuration()
        .property(group, pattern.name())
        .map(property -> violations(subject, group, pattern, property))
        .getOrElse(
            () ->
                pattern.required()
                    ? Vector.of(
                        new Violation.MissingProperty(
                            subject.owner(group), group, pattern.name(), in.template()))
                    : Vector.empty());
  }

  private static Vector<Violation> violations(
      Subject subject, String group, PropertyPattern pattern, Property property) {
    var where = subject.owner(group, property.name());
    if (!pattern.hasType(property)) {
      return Vector.of(
          new Violation.WrongType(
              where,
              group,
              property.name(),
              property.type().token(),
              pattern.type().toVector().map(ValueType::token)));
    }
    Vector<Violation> found =
        pattern
            .forbidden(property)
            .map(
                value ->
                    new Violation.WrongValue(
                        where, group, property.name(), value, pattern.allowed()));
    return pattern.hasCount(property)
        ? found
        : found.prepend(
            new Violation.WrongCount(
                where, group, property.name(), property.values().size(), pattern.counts()));
  }
}
