package systemk.shell.svcprop;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Setting;
import systemk.core.repository.Composition;

/// Why a property is what it is: all that is said about it, in the order in which it counts.
/* Highest first: what the instance says at each of its layers, then what its service says at each of
 * the service's. The first value that no mask of the same entity hides is the one that counts.
 */
record Origin(String group, String property, boolean persistent, Vector<Said> said) {

  /// What one layer of one entity says.
  ///
  /// @param of `instance` or `service`
  /// @param counts whether this is the value everybody sees
  /// @param wholeGroup whether it is a mask of the group with all that is in it
  record Said(String of, Layer layer, Setting setting, boolean counts, boolean wholeGroup) {}

  /// One for each property of a group, by name, also for those that are hidden.
  static Vector<Origin> of(Composition composed, EntityFmri entity, String group) {
    Option<PropertyGroup> over = composed.over().get(group);
    Option<PropertyGroup> under = composed.under().get(group);
    TreeSet<String> names =
        TreeSet.ofAll(over.toVector().appendAll(under).flatMap(g -> g.layered().keySet()));
    String upper = entity instanceof InstanceFmri ? "instance" : "service";
    return names
        .toVector()
        .map(
            name -> {
              boolean decided = over.exists(g -> shows(g, name));
              return new Origin(
                  group,
                  name,
                  composed.isPersistent(group),
                  over.toVector()
                      .flatMap(g -> said(upper, g, name, true))
                      .appendAll(
                          under.toVector().flatMap(g -> said("service", g, name, !decided))));
            });
  }

  private static boolean shows(PropertyGroup group, String property) {
    return group.isVisible() && group.property(property).isDefined();
  }

  /// @param open whether nothing above decides already
  private static Vector<Said> said(String of, PropertyGroup group, String name, boolean open) {
    TreeMap<Layer, Setting> settings =
        group.layered().get(name).map(LayeredProperty::settings).getOrElse(TreeMap.empty());
    boolean shown = open && shows(group, name);
    Vector<Said> said =
        settings
            .toVector()
            .reverse()
            .map(
                entry ->
                    new Said(
                        of, entry._1, entry._2, shown && entry._1 == settings.last()._1, false));
    return group.isVisible() || settings.isEmpty()
        ? said
        : said.prepend(
            new Said(of, group.layers().last()._1, group.layers().last()._2, false, true));
  }

  /// What counts; none if all of it is masked.
  Option<Setting.Supplied> value() {
    return said.find(Said::counts)
        .flatMap(
            one ->
                one.setting() instanceof Setting.Supplied supplied
                    ? Option.some(supplied)
                    : Option.<Setting.Supplied>none());
  }

  /// What counts first, then the rest as it would count.
  Vector<Said> ranked() {
    return said.filter(Said::counts).appendAll(said.reject(Said::counts));
  }
}
