package systemk.shell.svcprop;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.FmriPattern;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.PropertyFmri;
import systemk.core.fmri.PropertyGroupFmri;
import systemk.core.property.Property;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Escapes;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;
import systemk.shell.view.Protection;

/// Properties as `svcprop` prints them.
final class Show {
  private final Invocation invocation;
  private final RepositoryState state;
  private final Options options;
  private final View view;
  private final Option<Layers> layers;
  private final Output output;
  private final boolean silent;

  Show(Invocation invocation, RepositoryState state, Options options) {
    this.invocation = invocation;
    this.state = state;
    this.options = options;
    this.view = view(options);
    this.layers = options.last('l').flatMap(Layers::named);
    this.output = new Output(invocation.program());
    this.silent = options.has('q') && !options.has('v');
  }

  private static View view(Options options) {
    // What is waited for is a change of what is configured, so that is what is shown of it.
    if (options.has('c') || options.has('w')) {
      return new View.Current();
    }
    if (options.has('C')) {
      return new View.Attached();
    }
    return options.last('s').<View>map(View.Frozen::new).getOrElse(new View.Effective());
  }

  Output output() {
    return output;
  }

  Outcome.Exit exit() {
    Vector<Target> targets = targets();
    boolean several = targets.map(Target::entity).distinct().size() > 1;
    boolean typed =
        several
            || options.countOf("tf") > 0
            || targets.exists(target -> target.property().isEmpty());
    boolean full = several || options.has('f');
    targets.forEach(target -> show(target, typed, full));
    return end();
  }

  Invocation invocation() {
    return invocation;
  }

  View view() {
    return view;
  }

  /// The end, without the output where only the status is wanted.
  Outcome.Exit end() {
    return new Outcome.Exit(
        options.has('q') ? "" : output.out(), silent ? "" : output.err(), output.status());
  }

  /// What the operands and `-p` name together.
  Vector<Target> targets() {
    return options.operands().flatMap(this::targets);
  }

  private Vector<Target> targets(String operand) {
    Fmri fmri = Fmri.parse(operand).getOrNull();
    if (fmri instanceof PropertyFmri property) {
      if (options.has('p')) {
        output.fail("-p cannot be used with property FMRIs.", 2);
        return Vector.empty();
      }
      return existing(operand, property.group().entity())
          .map(e -> Target.property(e, property.group().name(), property.name()));
    }
    if (fmri instanceof PropertyGroupFmri group) {
      return existing(operand, group.entity())
          .flatMap(
              entity ->
                  options.has('p')
                      ? options.all('p').flatMap(name -> within(entity, group.name(), name))
                      : Vector.of(Target.group(entity, group.name())));
    }
    return entities(operand)
        .flatMap(
            entity ->
                options.has('p')
                    ? options.all('p').map(argument -> named(entity, argument))
                    : Vector.of(Target.all(entity)));
  }

  private Vector<EntityFmri> existing(String operand, EntityFmri entity) {
    if (state.exists(entity)) {
      return Vector.of(entity);
    }
    output.fail("Pattern '" + operand + "' doesn't match any entities");
    return Vector.empty();
  }

  private Option<Target> within(EntityFmri entity, String group, String name) {
    if (name.indexOf('/') >= 0) {
      output.fail("-p argument `" + name + "' has too many components.", 2);
      return Option.none();
    }
    return Option.some(Target.property(entity, group, name));
  }

  private static Target named(EntityFmri entity, String argument) {
    int slash = argument.indexOf('/');
    return slash < 0
        ? Target.group(entity, argument)
        : Target.property(entity, argument.substring(0, slash), argument.substring(slash + 1));
  }

  /// What a pattern names. An instance that matches counts rather than its service, because what is
  /// asked for is often its alone; a service is named by its exact FMRI.
  static Vector<EntityFmri> matching(RepositoryState state, String operand) {
    Operands operands = new Operands(state, new Output("svcprop"));
    if (FmriPattern.of(operand, state::exists) instanceof FmriPattern.Exact(_, EntityFmri exact)) {
      return Vector.of(exact);
    }
    Vector<InstanceFmri> instances = operands.instances(operand);
    var covered = instances.map(InstanceFmri::service).toSet();
    return Vector.<EntityFmri>ofAll(instances)
        .appendAll(operands.entities(operand).reject(e -> covered.contains(e.service())));
  }

  private Vector<EntityFmri> entities(String operand) {
    if (operand.startsWith("lrc:")) {
      output.fail("Operation not supported for legacy service '" + operand + "'");
      return Vector.empty();
    }
    Vector<EntityFmri> found = matching(state, operand);
    if (found.isEmpty()) {
      output.fail(
          operand.length() > Fmri.MAX_BYTES
              ? "Argument '" + operand + "' is too long, ignoring"
              : "Pattern '" + operand + "' doesn't match any entities");
    }
    return found;
  }

  /// Prints what a target names.
  void show(Target target, boolean typed, boolean full) {
    Either<String, Composition> configuration = view.of(state, target.entity());
    if (configuration.isLeft()) {
      output.fail(configuration.getLeft());
      return;
    }
    Composition composed = configuration.get();
    if (target.group().isEmpty()) {
      composed
          .groupNames()
          .filter(group -> isReadable(composed, group))
          .forEach(group -> print(composed, target.entity(), group, full));
      return;
    }
    String group = target.group().get();
    if (!composed.hasGroup(group)) {
      noGroup(target);
    } else if (target.property().isEmpty()) {
      if (isReadable(composed, group)) {
        print(composed, target.entity(), group, full);
      } else {
        output.fail("Permission denied.");
      }
    } else {
      property(composed, target, group, typed, full);
    }
  }

  private void property(
      Composition composed, Target target, String group, boolean typed, boolean full) {
    Option<Property> property = composed.property(group, target.property().get());
    if (property.isEmpty()) {
      noProperty(target);
    } else if (!isReadable(composed, group)) {
      output.fail("Permission denied.");
    } else if (layers.isDefined()) {
      Origin.of(composed, target.entity(), group)
          .filter(origin -> origin.property().equals(property.get().name()))
          .forEach(origin -> layered(target.entity(), origin, full));
    } else {
      output.line(
          typed
              ? line(target.entity(), group, property.get(), full)
              : Escapes.values(property.get().values()));
    }
  }

  /// Fails because the group of a target is not there.
  void noGroup(Target target) {
    output.fail(
        "Couldn't find property group `" + target.group().get() + "' for " + kind(target) + ".");
  }

  /// Fails because the property of a target is not there.
  void noProperty(Target target) {
    output.fail(
        "Couldn't find property `"
            + target.group().get()
            + "/"
            + target.property().get()
            + "' for "
            + kind(target)
            + ".");
  }

  private static String kind(Target target) {
    return (target.entity() instanceof InstanceFmri ? "instance `" : "service `")
        + target.entity()
        + "'";
  }

  private void print(Composition composed, EntityFmri entity, String group, boolean full) {
    if (layers.isDefined()) {
      Origin.of(composed, entity, group).forEach(origin -> layered(entity, origin, full));
      return;
    }
    composed
        .properties(group)
        .forEach(property -> output.line(line(entity, group, property, full)));
  }

  private void layered(EntityFmri entity, Origin origin, boolean full) {
    String name = name(entity, origin.group(), origin.property(), full);
    layers
        .toVector()
        .flatMap(wanted -> wanted.lines(origin))
        .forEach(said -> output.line(name + " " + said));
  }

  private static String name(EntityFmri entity, String group, String property, boolean full) {
    return (full ? entity + "/:properties/" : "") + group + "/" + property;
  }

  private static String line(EntityFmri entity, String group, Property property, boolean full) {
    String name = name(entity, group, property.name(), full) + " " + property.type().token();
    return property.values().isEmpty() ? name : name + " " + Escapes.values(property.values());
  }

  boolean isReadable(Composition composed, String group) {
    return Protection.isReadable(invocation, composed, group);
  }
}
