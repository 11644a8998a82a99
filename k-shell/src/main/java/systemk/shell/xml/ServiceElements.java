package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.Names;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.ValueType;

/// Reads services and instances into what is stated of their property groups.
final class ServiceElements {
  private static final String GENERAL = "general";
  private static final String FRAMEWORK = "framework";

  private final Faults faults;
  private final PropertyElements properties;
  private final MethodElements methods;
  private final DependencyElements dependencies;
  private final Set<EntityFmri> seen = new HashSet<>();
  private final Map<EntityFmri, TemplateElements> templates = new HashMap<>();
  private final List<Of> stated = new ArrayList<>();
  private final List<Of> injected = new ArrayList<>();

  /// What is stated of a service or an instance; of none of its groups, that there is one.
  record Of(EntityFmri entity, Spot at, Option<Stated> group) {}

  ServiceElements(Faults faults) {
    this.faults = faults;
    this.properties = new PropertyElements(faults);
    this.methods = new MethodElements(properties);
    this.dependencies = new DependencyElements(faults, properties);
  }

  /// All that is stated, in the order of the document; what is put into other services comes last.
  Vector<Of> stated() {
    return Vector.ofAll(stated).appendAll(injected);
  }

  void bundle(Node.Element bundle) {
    for (Node.Element child : bundle.children()) {
      if (child.name().equals("service")) {
        service(child);
      } else if (child.name().equals("service_bundle")) {
        bundle(child);
      }
    }
  }

  private void service(Node.Element element) {
    String name = element.value("name").getOrElse("");
    Option<Fmri> fmri = Fmri.parse(name).toOption();
    if (fmri.isDefined() && fmri.get() instanceof ServiceFmri service) {
      begin(element, service);
      entity(element, service);
      element
          .children("create_default_instance")
          .forEach(child -> instance(child, service, "default"));
      element
          .children("instance")
          .forEach(child -> instance(child, service, child.value("name").getOrElse("")));
    } else if (element.attribute("name").isDefined()) {
      faults.error(element.at("name"), "\"" + name + "\" is not a name of a service");
    }
  }

  private void instance(Node.Element element, ServiceFmri service, String name) {
    if (!Names.isName(name)) {
      faults.error(element.at("name"), "\"" + name + "\" is not a name of an instance");
      return;
    }
    EntityFmri instance = service.instance(name);
    begin(element, instance);
    for (String word : Vector.of("enabled", "complete")) {
      Stated.attribute(element, word, word, ValueType.BOOLEAN)
          .forEach(value -> add(instance, Stated.of(element.at(), GENERAL, FRAMEWORK, value)));
    }
    entity(element, instance);
  }

  private void begin(Node.Element element, EntityFmri entity) {
    if (!seen.add(entity)) {
      faults.error(element.at("name"), entity + " is declared twice");
    }
    stated.add(new Of(entity, element.at(), Option.none()));
  }

  private void add(EntityFmri entity, Stated group) {
    stated.add(new Of(entity, group.at(), Option.some(group)));
  }

  /// What services and instances have in common.
  private void entity(Node.Element element, EntityFmri owner) {
    for (Node.Element child : element.children()) {
      switch (child.name()) {
        case "single_instance" ->
            general(child, owner, "single_instance", ValueType.BOOLEAN, "true");
        case "stability" ->
            PropertyElements.stability(element, "entity_stability")
                .forEach(v -> add(owner, Stated.of(child.at(), GENERAL, FRAMEWORK, v)));
        case "restarter" -> restarter(child, owner);
        case "dependency" -> add(owner, dependencies.dependency(child));
        case "dependent" -> dependencies.dependent(child, owner).forEach(d -> dependent(owner, d));
        case "method_context" -> add(owner, methods.shared(child));
        case "exec_method" -> add(owner, methods.method(child));
        case "notification_parameters" ->
            properties.notifications(child).forEach(group -> add(owner, group));
        case "property_group" -> add(owner, properties.group(child));
        case "template" ->
            templates
                .computeIfAbsent(owner, _ -> new TemplateElements())
                .template(child)
                .forEach(group -> add(owner, group));
        default -> {
          // Instances are read by the caller; what else there is has been complained of.
        }
      }
    }
  }

  private void general(
      Node.Element element, EntityFmri owner, String name, ValueType type, String value) {
    add(
        owner,
        Stated.of(element.at(), GENERAL, FRAMEWORK, Stated.value(element.at(), name, type, value)));
  }

  private void restarter(Node.Element element, EntityFmri owner) {
    element
        .child("service_fmri")
        .flatMap(child -> child.attribute("value"))
        .forEach(
            attribute ->
                Fmri.parseInstance(attribute.value())
                    .peek(
                        fmri ->
                            general(element, owner, "restarter", ValueType.FMRI, fmri.toString()))
                    .peekLeft(error -> faults.error(attribute.at(), error.message())));
  }

  private void dependent(EntityFmri owner, DependencyElements.Dependent dependent) {
    add(owner, dependent.record());
    injected.add(
        new Of(
            dependent.target(), dependent.dependency().at(), Option.some(dependent.dependency())));
  }
}
