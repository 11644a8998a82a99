package systemk.shell.xml;

import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.Fmri;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.notify.Parameters;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.shell.manifest.Injections;

/// A service as an element, with elements of their own for all groups that have some, but for those
/// that are to be written in full.
///
/// @param inFull the groups to write as property groups, each after its instance and a colon
/// @param injected finds the dependency in another service that a property of `dependents` stands
///   for
record ServiceTags(DeclaredService service, Vector<String> inFull, Injections injected) {
  private static final String GENERAL = "general";

  Node.Element element() {
    // SMF keeps neither version nor type of a service, and writes these words.
    Node.Element element =
        Tags.of("service", "name", service.fmri().name(), "type", "service", "version", "0");
    return Tags.ordered(
        Tags.with(
            element,
            groups("", service.groups()).appendAll(service.instances().map(this::instance))));
  }

  private Node.Element instance(DeclaredInstance instance) {
    Vector<Node.Element> content = groups(instance.name() + ":", instance.groups());
    Option<Boolean> enabled = flag(instance, "enabled");
    boolean isPlain = instance.name().equals("default") && content.isEmpty() && enabled.isDefined();
    Node.Element element =
        isPlain ? Tags.of("create_default_instance") : Tags.of("instance", "name", instance.name());
    return Tags.ordered(
        Tags.with(
            Tags.with(
                Tags.with(element, "enabled", enabled.map(Object::toString)),
                "complete",
                flag(instance, "complete").map(Object::toString)),
            content));
  }

  private Option<Boolean> flag(DeclaredInstance instance, String name) {
    return inFull.contains(instance.name() + ":" + GENERAL)
        ? Option.none()
        : instance
            .groups()
            .find(group -> group.name().equals(GENERAL))
            .flatMap(group -> group.properties().find(p -> p.name().equals(name)))
            .flatMap(Property::asBoolean);
  }

  private Vector<Node.Element> groups(String prefix, Vector<DeclaredGroup> groups) {
    Vector<Node.Element> elements = Vector.empty();
    Vector<DeclaredGroup> templates = Vector.empty();
    for (DeclaredGroup group : groups.sortBy(DeclaredGroup::name)) {
      if (inFull.contains(prefix + group.name())) {
        elements = elements.append(inFull(group));
      } else if (TemplateTags.isTemplate(group)) {
        templates = templates.append(group);
      } else {
        elements = elements.appendAll(brief(group, prefix.isEmpty()));
      }
    }
    return elements.appendAll(new TemplateTags(templates).template());
  }

  private static Node.Element inFull(DeclaredGroup group) {
    return Tags.group(group.name(), group.type(), group.properties());
  }

  private Vector<Node.Element> brief(DeclaredGroup group, boolean ofService) {
    return switch (group.type()) {
      case "dependency" ->
          Vector.of(DependencyTags.dependency(group).getOrElse(() -> inFull(group)));
      case "method" -> Vector.of(MethodTags.method(group).getOrElse(() -> inFull(group)));
      case "notify_params" -> Vector.of(notification(group).getOrElse(() -> inFull(group)));
      case "framework" -> framework(group, ofService);
      default -> Vector.of(inFull(group));
    };
  }

  private Vector<Node.Element> framework(DeclaredGroup group, boolean ofService) {
    return switch (group.name()) {
      case GENERAL -> general(group, ofService);
      case "method_context" -> {
        MethodTags.Context context = MethodTags.context(group.properties());
        yield context
            .element()
            .toVector()
            .appendAll(rest(group, context.rest(), context.element().isEmpty()));
      }
      case "dependents" -> dependents(group).getOrElse(() -> Vector.of(inFull(group)));
      default -> Vector.of(inFull(group));
    };
  }

  /// The properties of a group that have no element of their own.
  private static Option<Node.Element> rest(
      DeclaredGroup group, Vector<Property> properties, boolean always) {
    return properties.isEmpty() && !always
        ? Option.none()
        : Option.some(Tags.group(group.name(), group.type(), properties));
  }

  private static Vector<Node.Element> general(DeclaredGroup group, boolean ofService) {
    Vector<Node.Element> elements = Vector.empty();
    Vector<Property> rest = Vector.empty();
    for (Property property : group.properties()) {
      Option<Node.Element> element = general(property, ofService);
      boolean isAttribute =
          !ofService
              && Vector.of("enabled", "complete").contains(property.name())
              && property.asBoolean().isDefined();
      elements = elements.appendAll(element);
      rest = element.isEmpty() && !isAttribute ? rest.append(property) : rest;
    }
    return elements.appendAll(rest(group, rest, group.properties().isEmpty()));
  }

  private static Option<Node.Element> general(Property property, boolean ofService) {
    return switch (property.name()) {
      case "restarter" ->
          property
              .single()
              .filter(
                  text -> property.type() == ValueType.FMRI && Fmri.parseInstance(text).isRight())
              .map(text -> Tags.of("restarter", Vector.of(Tags.of("service_fmri", "value", text))));
      case "single_instance" ->
          ofService && property.asBoolean().contains(true)
              ? Option.some(Tags.of("single_instance"))
              : Option.none();
      case "entity_stability" ->
          property
              .single()
              .filter(word -> ofService && Words.STABILITIES.contains(word))
              .map(Tags::stability);
      default -> Option.none();
    };
  }

  /// The dependencies put into other services, if all of them are still there to be described.
  private Option<Vector<Node.Element>> dependents(DeclaredGroup group) {
    Vector<Option<Node.Element>> elements =
        group
            .properties()
            .sortBy(Property::name)
            .map(p -> injected.find(p).flatMap(found -> DependencyTags.dependent(p, found)));
    return elements.isEmpty() || elements.exists(Option::isEmpty)
        ? Option.none()
        : Option.some(elements.flatMap(element -> element));
  }

  private static Option<Node.Element> notification(DeclaredGroup group) {
    LinkedHashMap<String, Node.Element> types = LinkedHashMap.empty();
    for (Property property : group.properties().sortBy(Property::name)) {
      int comma = property.name().indexOf(',');
      if (comma < 0) {
        return Option.none();
      }
      String means = property.name().substring(0, comma);
      String name = property.name().substring(comma + 1);
      Node.Element type = types.getOrElse(means, Tags.of("type", "name", means));
      Option<Boolean> active = name.equals("active") ? property.asBoolean() : Option.none();
      if (active.isEmpty() && property.type() != ValueType.ASTRING) {
        return Option.none();
      }
      types =
          types.put(
              means,
              active.isDefined()
                  ? Tags.with(type, "active", active.map(Object::toString))
                  : Tags.with(type, Vector.of(parameter(name, property.values()))));
    }
    return types.isEmpty()
        ? Option.none()
        : Option.some(
            Tags.of(
                "notification_parameters",
                types
                    .values()
                    .toVector()
                    .prepend(Tags.of("event", "value", Parameters.event(group.name())))));
  }

  private static Node.Element parameter(String name, Vector<String> values) {
    return values.size() == 1
        ? Tags.of("paramval", "name", name, "value", values.head())
        : Tags.with(
            Tags.of("parameter", "name", name),
            values.map(value -> Tags.of("value_node", "value", value)));
  }
}
