package systemk.shell.view;

import io.vavr.collection.Seq;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.FmriPattern;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.shell.text.Output;

/// From the operands of a command to what they name. Each thing is named once, in the order of the
/// operands; an operand that names nothing is a failure, and the others still count.
public final class Operands {
  private final RepositoryState state;
  private final Output output;

  public Operands(RepositoryState state, Output output) {
    this.state = state;
    this.output = output;
  }

  /// The instances the operands name, for a command that shows them.
  public Vector<InstanceFmri> instances(Vector<String> operands) {
    return servicesOnly(operands)
        .flatMap(operand -> found(operand, instances(operand), "any instances"))
        .distinct();
  }

  /// The instances and scripts of run control that the operands name.
  public Vector<Either<LegacyScript, InstanceFmri>> listed(Vector<String> operands) {
    return operands.flatMap(operand -> found(operand, listed(operand), "any instances")).distinct();
  }

  private Vector<Either<LegacyScript, InstanceFmri>> listed(String operand) {
    FmriPattern pattern = pattern(operand);
    return LegacyScript.all(state)
        .filter(script -> operand.equals(script.fmri()) || pattern.matchesText(script.fmri()))
        .<Either<LegacyScript, InstanceFmri>>map(Either::left)
        .appendAll(instances(pattern).map(Either::right));
  }

  /// The operands that are not scripts; those are no business of most commands.
  private Vector<String> servicesOnly(Vector<String> operands) {
    for (String operand : operands.filter(LegacyScript::isMeant)) {
      output.fail("Operation not supported for legacy service '" + operand + "'");
    }
    return operands.reject(LegacyScript::isMeant);
  }

  /// The instances the operands name, for a command that changes them: an abbreviation must stand
  /// for exactly one.
  public Vector<InstanceFmri> certainInstances(Vector<String> operands) {
    Vector<InstanceFmri> all = Vector.empty();
    for (String operand : servicesOnly(operands)) {
      Vector<InstanceFmri> named = instances(operand);
      if (named.size() > 1 && pattern(operand) instanceof FmriPattern.Partial) {
        output.fail("Partial FMRI '" + operand + "' matches multiple instances:");
        named.forEach(instance -> output.note("\t" + instance));
      } else {
        all = all.appendAll(found(operand, named, "any instances"));
      }
    }
    return all.distinct();
  }

  /// The one instance an operand names, where exactly one is wanted.
  public Option<InstanceFmri> one(String operand) {
    Vector<InstanceFmri> named = found(operand, instances(operand), "any instances");
    if (named.size() > 1) {
      output.fail("Pattern '" + operand + "' matches multiple instances:");
      named.forEach(instance -> output.note("\t" + instance));
    }
    return named.size() == 1 ? named.headOption() : Option.none();
  }

  /// Whether an operand is the name of an entity or an abbreviation of it, be it there or not.
  public static boolean abbreviates(String operand, EntityFmri entity) {
    return FmriPattern.of(operand, _ -> false) instanceof FmriPattern.Partial partial
        && partial.matches(entity);
  }

  /// The services and instances the operands name. A service stands for its instances: where it is
  /// named, they are not.
  ///
  /// @param noun what the message calls them, such as `any entities`
  public Vector<EntityFmri> entities(Vector<String> operands, String noun) {
    return servicesOnly(operands)
        .flatMap(operand -> found(operand, entities(operand), noun))
        .distinct();
  }

  /// The services and instances one pattern names, without a word if there are none.
  public Vector<EntityFmri> entities(String operand) {
    FmriPattern pattern = pattern(operand);
    if (pattern instanceof FmriPattern.Exact(_, EntityFmri entity)) {
      return Vector.of(entity);
    }
    Vector<EntityFmri> named = Vector.empty();
    for (Service service : state.services().values()) {
      named =
          pattern.matches(service.fmri())
              ? named.append(service.fmri())
              : named.appendAll(instances(service).filter(pattern::matches));
    }
    return named;
  }

  /// The instances one pattern names, without a word if there are none.
  public Vector<InstanceFmri> instances(String operand) {
    return instances(pattern(operand));
  }

  private Vector<InstanceFmri> instances(FmriPattern pattern) {
    if (pattern instanceof FmriPattern.Exact(_, EntityFmri entity)) {
      return instancesOf(entity);
    }
    return state.instances().filter(pattern::matches).toVector();
  }

  /// An instance itself, or all instances of a service.
  public Vector<InstanceFmri> instancesOf(EntityFmri entity) {
    return switch (entity) {
      case InstanceFmri instance ->
          state.exists(instance) ? Vector.of(instance) : Vector.<InstanceFmri>empty();
      case ServiceFmri service -> state.service(service).toVector().flatMap(Operands::instances);
    };
  }

  private static Vector<InstanceFmri> instances(Service service) {
    return service.instances().values().map(instance -> instance.fmri()).toVector();
  }

  private FmriPattern pattern(String operand) {
    return FmriPattern.of(operand, state::exists);
  }

  private <T, S extends Seq<T>> S found(String operand, S named, String noun) {
    if (named.isEmpty()) {
      output.fail(
          pattern(operand) instanceof FmriPattern.TooLong
              ? "Argument '" + operand + "' is too long, ignoring"
              : "Pattern '" + operand + "' doesn't match " + noun);
    }
    return named;
  }
}
