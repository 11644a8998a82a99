package systemk.core.engine;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;

/// A service to be configured, with one instance. Unless said otherwise it is enabled, has a start
/// method and a stop method with a minute each, and stays with what it started.
public record Spec(
    InstanceFmri fmri, boolean enabled, Vector<Needed> needs, Vector<Setting> settings) {

  /// A dependency.
  public record Needed(Grouping grouping, RestartOn restartOn, Vector<String> targets) {}

  record Setting(String group, String type, Property property) {}

  /// The start method's command, which is a file that has to be there.
  public static final String START = "/bin/start";

  private static final String METHOD = "method";

  public static Spec of(String fmri) {
    Spec spec = new Spec(InstanceFmri.of(fmri), true, Vector.empty(), Vector.empty());
    return spec.with("start", "exec", START)
        .with("stop", "exec", "/bin/stop")
        .timeout("start", 60)
        .timeout("stop", 60);
  }

  public Spec disabled() {
    return new Spec(fmri, false, needs, settings);
  }

  public Spec needing(Grouping grouping, RestartOn restartOn, String... targets) {
    Vector<Needed> more = needs.append(new Needed(grouping, restartOn, Vector.of(targets)));
    return new Spec(fmri, enabled, more, settings);
  }

  public Spec requiring(String... targets) {
    return needing(Grouping.REQUIRE_ALL, RestartOn.NONE, targets);
  }

  public Spec lasting(String duration) {
    return with("startd", "duration", duration);
  }

  /// This service with a text property, in place of one there was.
  public Spec with(String group, String property, String value) {
    return with(group, Property.of(property, value));
  }

  public Spec with(String group, Property property) {
    String type =
        Vector.of("start", "stop", "refresh").contains(group)
            ? METHOD
            : group.endsWith("dependency") ? "dependency" : "framework";
    return new Spec(
        fmri,
        enabled,
        needs,
        without(group, property.name()).settings.append(new Setting(group, type, property)));
  }

  public Spec without(String group, String property) {
    return new Spec(
        fmri,
        enabled,
        needs,
        settings.reject(s -> s.group.equals(group) && s.property.name().equals(property)));
  }

  public Spec withoutGroup(String group) {
    return new Spec(fmri, enabled, needs, settings.reject(s -> s.group.equals(group)));
  }

  public Spec timeout(String method, long seconds) {
    return with(method, Property.integer("timeout_seconds", seconds));
  }

  /// Whether the start method is the service.
  public boolean isChild() {
    return settings.exists(
        s -> s.property.name().equals("duration") && s.property.single().contains("child"));
  }

  /// The changes that add this to a repository.
  public Vector<Change> changes(RepositoryState state) {
    Vector<Change> changes =
        state.exists(fmri.service())
            ? Vector.empty()
            : Vector.of(new Change.AddService(fmri.service()));
    changes = changes.append(new Change.AddInstance(fmri)).append(group("general", "framework"));
    changes = changes.append(set("general", Property.of("enabled", enabled)));
    for (String name : settings.map(Setting::group).distinct()) {
      Vector<Setting> mine = settings.filter(s -> s.group.equals(name));
      changes = changes.append(group(name, mine.head().type));
      changes = changes.appendAll(mine.map(s -> set(name, s.property)));
    }
    return changes.appendAll(dependencies());
  }

  /// The changes that make the dependencies of an instance that exists these.
  public Vector<Change> dependencies() {
    Vector<Change> changes = Vector.empty();
    for (int i = 0; i < needs.size(); i++) {
      String name = "dep" + i;
      Needed needed = needs.get(i);
      changes =
          changes
              .append(group(name, "dependency"))
              .append(set(name, Property.of("grouping", needed.grouping().token())))
              .append(set(name, Property.of("restart_on", needed.restartOn().token())))
              .append(set(name, Property.of("type", "service")))
              .append(set(name, new Property("entities", ValueType.FMRI, needed.targets())));
    }
    return changes;
  }

  private Change group(String name, String type) {
    return new Change.AddGroup(fmri, name, type, true, Layer.ADMIN, false);
  }

  private Change set(String group, Property property) {
    return new Change.SetProperty(fmri, group, property, Layer.ADMIN, Option.none());
  }

  /// Short, because stories of failures are full of it.
  @Override
  public String toString() {
    return fmri.service().name()
        + (enabled ? "" : " disabled")
        + settings
            .filter(s -> !s.property.name().equals("timeout_seconds"))
            .map(s -> " " + s.group + "=" + s.property.values().mkString(","))
            .mkString()
        + needs
            .map(
                n -> " " + n.grouping() + "/" + n.restartOn() + n.targets().mkString("(", " ", ")"))
            .mkString();
  }
}
