package systemk.core.graph;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
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

  /// All dependencies in a configuration, sorted by name; or, in words, what is wrong with one
  /// (smf.md §3.4).
  public static Either<String, Vector<Dependency>> readAll(Composition configuration) {
    return Either.sequenceRight(
            configuration.groupsOfType(GROUP_TYPE).map(group -> read(configuration, group)))
        .map(Vector::ofAll);
  }

  private static Either<String, Dependency> read(Composition configuration, String group) {
    return token(configuration, group, "grouping")
        .flatMap(text -> Grouping.ofToken(text).toEither(wrong(group, "grouping", text)))
        .flatMap(
            grouping ->
                token(configuration, group, "restart_on")
                    .flatMap(
                        text -> RestartOn.ofToken(text).toEither(wrong(group, "restart_on", text)))
                    .flatMap(
                        restartOn ->
                            type(configuration, group)
                                .flatMap(_ -> targets(configuration, group))
                                .map(
                                    targets ->
                                        new Dependency(group, grouping, restartOn, targets))));
  }

  private static Either<String, String> token(
      Composition configuration, String group, String property) {
    return configuration
        .value(group, property)
        .toEither("dependency \"" + group + "\" has no single " + property);
  }

  /// Whether the targets are said to be services or files. It decides nothing, because a list may
  /// name both, but it must be there and be one of the two.
  private static Either<String, String> type(Composition configuration, String group) {
    return token(configuration, group, "type")
        .filterOrElse(
            text -> text.equals("service") || text.equals("path"),
            text -> wrong(group, "type", text));
  }

  private static String wrong(String group, String property, String text) {
    return "dependency \"" + group + "\" has an unknown " + property + " \"" + text + "\"";
  }

  private static Either<String, Vector<Fmri>> targets(Composition configuration, String group) {
    Option<Property> entities = configuration.property(group, "entities");
    if (entities.isEmpty()) {
      return Either.left("dependency \"" + group + "\" has no entities");
    }
    return Either.sequenceRight(entities.get().values().map(text -> target(group, text)))
        .map(Vector::ofAll);
  }

  private static Either<String, Fmri> target(String group, String text) {
    return Fmri.parse(text)
        .mapLeft(error -> "dependency \"" + group + "\": " + error.message())
        .flatMap(
            fmri ->
                switch (fmri) {
                  case ServiceFmri _, InstanceFmri _, FileFmri _ -> Either.right(fmri);
                  default ->
                      Either.left(
                          "dependency \"" + group + "\" names a property: \"" + text + "\"");
                });
  }
}
