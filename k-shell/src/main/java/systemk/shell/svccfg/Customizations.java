package systemk.shell.svccfg;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Setting;
import systemk.core.repository.Change;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.shell.text.Options;
import systemk.shell.text.Table;
import systemk.shell.view.Protection;

/// What was customized on this machine, over what files of packages supply: `listcust` and
/// `delcust` (smf.md §9.1).
final class Customizations {
  private Customizations() {}

  /// What a layer says on top of the layers below it.
  ///
  /// @param property none if it is about the group as a whole: added, or masked
  private record Custom(
      EntityFmri entity,
      PropertyGroup group,
      Option<LayeredProperty> property,
      Layer layer,
      Setting setting) {

    boolean masks() {
      return setting instanceof Setting.Masked;
    }

    boolean isNamedBy(Selector selector) {
      return property
          .map(one -> selector.matches(group.name(), one.name()))
          .getOrElse(() -> selector.matches(group.name()));
    }
  }

  static void list(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse("LM", line.words());
    if (parsed.isLeft() || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    Options options = parsed.get();
    TreeSet<Layer> layers =
        options.has('L') ? TreeSet.of(Layer.SITE_PROFILE, Layer.ADMIN) : TreeSet.of(Layer.ADMIN);
    Vector<Selector> selectors =
        options.operands().isEmpty()
            ? Vector.of(Selector.ALL)
            : options.operands().map(Selector::of);
    Vector<EntityFmri> entities =
        session.selection().map(Vector::of).getOrElse(() -> all(session.state()));
    boolean selected = session.selection().isDefined();
    Vector<Custom> customs =
        entities
            .flatMap(entity -> of(session.state(), entity, layers))
            .filter(custom -> isReadable(session, custom))
            .filter(custom -> custom.masks() || !options.has('M'))
            .filter(custom -> selectors.exists(custom::isNamedBy));
    new Table(customs.map(custom -> row(custom, selected))).lines().forEach(session.output()::line);
  }

  /// Every entity but those that are about the repository itself.
  private static Vector<EntityFmri> all(RepositoryState state) {
    return state
        .services()
        .values()
        .toVector()
        .filter(service -> !Landmarks.isAboutRepository(service.fmri()))
        .flatMap(Customizations::entities);
  }

  private static Vector<EntityFmri> entities(Service service) {
    return Vector.<EntityFmri>of(service.fmri())
        .appendAll(service.instances().values().map(instance -> instance.fmri()));
  }

  private static boolean isReadable(Session session, Custom custom) {
    return Protection.isReadable(
        session.invocation(), session.state().current(custom.entity()), custom.group().name());
  }

  private static Vector<Custom> of(
      RepositoryState state, EntityFmri entity, TreeSet<Layer> layers) {
    return state
        .ownGroups(entity)
        .values()
        .toVector()
        .filter(PropertyGroup::persistent)
        .flatMap(
            group ->
                declarations(entity, group, layers)
                    .appendAll(
                        group
                            .layered()
                            .values()
                            .toVector()
                            .flatMap(property -> values(entity, group, property, layers))));
  }

  /// A group that a lower layer declares, too, is no customization; what is said in it may be.
  private static Vector<Custom> declarations(
      EntityFmri entity, PropertyGroup group, TreeSet<Layer> layers) {
    return group
        .layers()
        .toVector()
        .filter(entry -> layers.contains(entry._1))
        .filter(entry -> entry._2 instanceof Setting.Masked || !isDeclaredBelow(group, entry._1))
        .map(entry -> new Custom(entity, group, Option.none(), entry._1, entry._2));
  }

  private static boolean isDeclaredBelow(PropertyGroup group, Layer layer) {
    return group.layers().keySet().exists(l -> l.compareTo(layer) < 0 && group.isDeclaredBy(l));
  }

  private static Vector<Custom> values(
      EntityFmri entity, PropertyGroup group, LayeredProperty property, TreeSet<Layer> layers) {
    return property
        .settings()
        .toVector()
        .filter(entry -> layers.contains(entry._1))
        .map(entry -> new Custom(entity, group, Option.some(property), entry._1, entry._2));
  }

  private static Vector<String> row(Custom custom, boolean selected) {
    String group = custom.group().name();
    String name = custom.property().map(property -> group + "/" + property.name()).getOrElse(group);
    String type =
        custom
            .property()
            .map(
                property ->
                    property
                        .valueAt(custom.layer())
                        .map(value -> value.type().token())
                        .getOrElse(() -> PropertyListing.hiddenType(property)))
            .getOrElse(custom.group().type());
    String value =
        custom.masks()
            ? "MASKED"
            : custom
                .property()
                .flatMap(property -> property.valueAt(custom.layer()))
                .map(property -> PropertyListing.values(property).stripLeading())
                .getOrElse("");
    return Vector.of(
        selected ? name : custom.entity() + "/:properties/" + name,
        type,
        custom.layer().token(),
        value);
  }

  static void delete(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse("M", line.words());
    if (parsed.isLeft() || parsed.get().operands().size() > 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    session
        .entity()
        .forEach(
            entity ->
                delete(
                    session, entity, parsed.get().operands().headOption(), parsed.get().has('M')));
  }

  private static void delete(
      Session session, EntityFmri entity, Option<String> operand, boolean masksOnly) {
    Selector selector = operand.map(Selector::of).getOrElse(Selector.ALL);
    Vector<PropertyGroup> groups =
        session.state().ownGroups(entity).values().filter(PropertyGroup::persistent).toVector();
    if (operand.isDefined() && !groups.exists(group -> isThere(selector, group))) {
      session.fail(
          "No such property"
              + (selector.property().isEmpty() ? " group" : "")
              + " \""
              + operand.get()
              + "\".");
      return;
    }
    Vector<Custom> customs =
        of(session.state(), entity, TreeSet.of(Layer.ADMIN))
            .filter(custom -> custom.masks() || !masksOnly)
            .filter(custom -> custom.isNamedBy(selector));
    session.edit(groups.flatMap(group -> withdrawal(entity, group, customs)));
    if (!session.failed()) {
      session.mention(
          customs.isEmpty()
              ? "No customizations to delete."
              : "Deleted " + customs.size() + " customization" + (customs.size() > 1 ? "s." : "."));
    }
  }

  private static boolean isThere(Selector selector, PropertyGroup group) {
    return selector.matches(group.name())
        || group.layered().keySet().exists(name -> selector.matches(group.name(), name));
  }

  /// What takes back the customizations of one group. If the administrator says nothing more about
  /// a group a file declares, nothing remains that would keep the group when the file is gone.
  private static Vector<Change> withdrawal(
      EntityFmri entity, PropertyGroup group, Vector<Custom> customs) {
    Vector<Custom> own = customs.filter(custom -> custom.group().name().equals(group.name()));
    if (own.isEmpty()) {
      return Vector.empty();
    }
    Vector<LayeredProperty> named = own.flatMap(Custom::property);
    boolean whole = own.exists(custom -> custom.property().isEmpty());
    boolean last =
        isDeclaredBelow(group, Layer.ADMIN)
            && group
                .layered()
                .values()
                .filter(property -> property.settings().containsKey(Layer.ADMIN))
                .forAll(named::contains);
    boolean masked = group.layers().get(Layer.ADMIN).exists(s -> s instanceof Setting.Masked);
    return whole || (last && !masked)
        ? Vector.of(new Change.WithdrawGroup(entity, group.name(), Layer.ADMIN))
        : named.map(
            property ->
                new Change.WithdrawProperty(entity, group.name(), property.name(), Layer.ADMIN));
  }
}
