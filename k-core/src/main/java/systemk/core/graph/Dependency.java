package systemk.core.graph;

import io.vavr.collection.Seq;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import io.vavr.control.Validation;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.PropertyFmri;
import systemk.core.fmri.PropertyGroupFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// One dependency of an instance: a property group of type `dependency`.
///
/// @param targets services, instances and files; nothing else
public record Dependency(
    String name, Grouping grouping, RestartOn restartOn, Vector<Fmri> targets) {

  /// The type of the property groups that hold dependencies.
  public static final String GROUP_TYPE = "dependency";

  private static final Vector<String> TYPES = Vector.of("service", "path");

  /// All dependencies in a configuration, sorted by name; or, in words, the first thing that is
  /// wrong with one (smf.md §3.4).
  public static Either<String, Vector<Dependency>> readAll(Composition configuration) {
    return Either.sequenceRight(
            configuration
                .groupsOfType(GROUP_TYPE)
                .map(group -> read(configuration, group).toEither().mapLeft(Seq::head)))
        .map(Vector::ofAll);
  }

  /// One dependency, or, in words, everything that is wrong with it.
  public static Validation<Seq<String>, Dependency> read(Composition configuration, String group) {
    // The type decides nothing, because a list may name both, but it must be there and be known.
    return Validation.combine(
            word(configuration, group, "grouping", Grouping.tokens()),
            word(configuration, group, "restart_on", RestartOn.tokens()),
            word(configuration, group, "type", TYPES),
            targets(configuration, group))
        .ap(
            (grouping, restartOn, _, targets) ->
                new Dependency(
                    group,
                    Grouping.ofToken(grouping).get(),
                    RestartOn.ofToken(restartOn).get(),
                    targets))
        .mapError(errors -> errors.flatMap(error -> error));
  }

  private static Validation<Seq<String>, String> word(
      Composition configuration, String group, String property, Vector<String> words) {
    Option<String> value = configuration.value(group, property);
    if (value.exists(words::contains)) {
      return Validation.valid(value.get());
    }
    return Validation.invalid(
        Vector.of(
            value.isEmpty()
                ? "dependency \"" + group + "\" has no single " + property
                : "dependency \"%s\" has an unknown %s \"%s\"; known are %s"
                    .formatted(group, property, value.get(), words.mkString(", "))));
  }

  private static Validation<Seq<String>, Vector<Fmri>> targets(
      Composition configuration, String group) {
    Option<Property> entities = configuration.property(group, "entities");
    if (entities.isEmpty()) {
      return Validation.invalid(Vector.of("dependency \"" + group + "\" has no entities"));
    }
    Vector<Either<String, Fmri>> read = entities.get().values().map(text -> target(group, text));
    Vector<String> errors = read.filter(Either::isLeft).map(Either::getLeft);
    return errors.isEmpty() ? Validation.valid(read.map(Either::get)) : Validation.invalid(errors);
  }

  private static Either<String, Fmri> target(String group, String text) {
    return Fmri.parse(text)
        .mapLeft(error -> "dependency \"" + group + "\": " + error.message())
        .flatMap(
            fmri ->
                switch (fmri) {
                  case ServiceFmri _, InstanceFmri _, FileFmri _ -> Either.right(fmri);
                  case PropertyGroupFmri _, PropertyFmri _ ->
                      Either.left(
                          "dependency \"" + group + "\" names a property: \"" + text + "\"");
                });
  }
}
