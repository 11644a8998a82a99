package systemk.core.context;

import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// Reads the context one property group says, and notes what is wrong with it. What is there and
/// cannot be understood is never as if it were not there: a service would get rights that nobody
/// gave it.
final class ContextReader {
  private static final String DEFAULT = ":default";
  private static final String UNLIMITED = "unlimited";

  /// The limits of setrlimit(2) that `ulimit` of /bin/sh can set.
  private static final Vector<String> LIMITS =
      Vector.of(
          "as", "core", "cpu", "data", "fsize", "locks", "memlock", "nofile", "nproc", "rss",
          "rtprio", "stack");

  /// What SMF has and Linux has not, and what to say of it.
  private static final SortedMap<String, String> WITHOUT_MEANING =
      TreeMap.of(
          "corefile_pattern", "Linux has one for all processes, /proc/sys/kernel/core_pattern",
          "profile", "Linux has no rights profiles; see user, group and privileges",
          "project", "Linux has no projects",
          "resource_pool", "Linux has no resource pools; see the property group resources",
          "security_flags", "Linux has no security flags for single processes");

  private static final String USE_PROFILE = "use_profile";

  private final Composition configuration;
  private final String group;
  private Vector<Problem> problems = Vector.empty();

  ContextReader(Composition configuration, String group) {
    this.configuration = configuration;
    this.group = group;
  }

  Either<Vector<Problem>, MethodContext> read() {
    MethodContext context =
        new MethodContext(
            text("user"),
            text("group"),
            parsed("supp_groups", ContextReader::groups).getOrElse(Vector.empty()),
            parsed("privileges", CapabilitySet::parse),
            parsed("limit_privileges", CapabilitySet::parse),
            directory(),
            parsed("umask", ContextReader::umask),
            nice(),
            flag("no_new_privileges"),
            pairs("limits", ContextReader::limit),
            pairs("environment", (_, value) -> Either.right(value)),
            withoutMeaning());
    return problems.isEmpty() ? Either.right(context) : Either.left(problems);
  }

  private void wrong(String property, String value, String why) {
    problems = problems.append(new Problem(group, property, value, why));
  }

  /// The only value, if there is the property.
  private Option<String> single(String property) {
    Option<Property> found = configuration.property(group, property);
    if (found.exists(p -> p.values().size() != 1)) {
      wrong(property, found.get().values().mkString(" "), "it must have one value");
    }
    return found.flatMap(Property::single);
  }

  /// A value that says something: SMF writes `:default` for what is as if it were not there.
  private Option<String> text(String property) {
    return single(property).filter(value -> !value.isEmpty() && !value.equals(DEFAULT));
  }

  private static Either<String, Vector<String>> groups(String list) {
    Vector<String> groups = Vector.of(list.split("[,\\s]+")).filter(word -> !word.isEmpty());
    return groups.isEmpty() ? Either.left("it names no group") : Either.right(groups);
  }

  private <T> Option<T> parsed(String property, Function<String, Either<String, T>> parse) {
    Option<String> text = text(property);
    Option<Either<String, T>> read = text.map(parse);
    read.filter(Either::isLeft).forEach(why -> wrong(property, text.get(), why.getLeft()));
    return read.flatMap(Either::toOption);
  }

  private String directory() {
    String text = single("working_directory").filter(value -> !value.isEmpty()).getOrElse("/");
    if (text.equals(DEFAULT) || text.equals(MethodContext.HOME)) {
      return MethodContext.HOME;
    }
    if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
      wrong("working_directory", text, "write an absolute path, :default or :home");
    }
    return text;
  }

  private static Either<String, String> umask(String text) {
    return text.matches("0?[0-7]{1,3}")
        ? Either.right(text)
        : Either.left("write an octal number from 0 to 777");
  }

  private Option<Long> nice() {
    Option<Property> found = configuration.property(group, "nice");
    Option<Long> number = found.flatMap(Property::asLong).filter(n -> n >= -20 && n <= 19);
    if (found.isDefined() && number.isEmpty()) {
      wrong("nice", found.get().values().mkString(" "), "write a number from -20 to 19");
    }
    return number;
  }

  private boolean flag(String property) {
    Option<Property> found = configuration.property(group, property);
    if (found.exists(p -> p.asBoolean().isEmpty())) {
      wrong(property, found.get().values().mkString(" "), "write true or false, as a boolean");
    }
    return found.flatMap(Property::asBoolean).getOrElse(false);
  }

  /// The check of a pair's value, given its name.
  @FunctionalInterface
  private interface Check {
    Either<String, String> of(String name, String value);
  }

  private SortedMap<String, String> pairs(String property, Check check) {
    SortedMap<String, String> pairs = TreeMap.empty();
    for (String pair :
        configuration.property(group, property).toVector().flatMap(Property::values)) {
      int equals = pair.indexOf('=');
      Either<String, String> value =
          equals > 0
              ? check.of(pair.substring(0, equals), pair.substring(equals + 1))
              : Either.left("write NAME=VALUE");
      value.peekLeft(why -> wrong(property, pair, why));
      pairs = value.isRight() ? pairs.put(pair.substring(0, equals), value.get()) : pairs;
    }
    return pairs;
  }

  private static Either<String, String> limit(String name, String value) {
    if (!LIMITS.contains(name)) {
      return Either.left("there is no limit \"" + name + "\"; known are " + LIMITS.mkString(", "));
    }
    Vector<String> both = Vector.of(value.split(":", -1));
    boolean wellFormed =
        both.size() <= 2 && both.forAll(v -> v.equals(UNLIMITED) || v.matches("[0-9]{1,18}"));
    if (!wellFormed) {
      return Either.left("write a number, SOFT:HARD, or unlimited");
    }
    return amount(both.head()) > amount(both.last())
        ? Either.left("the soft limit is above the hard one")
        : Either.right(value);
  }

  private static long amount(String value) {
    return value.equals(UNLIMITED) ? Long.MAX_VALUE : Long.parseLong(value);
  }

  private Vector<String> withoutMeaning() {
    Vector<String> lines = Vector.empty();
    for (var property : WITHOUT_MEANING) {
      lines =
          lines.appendAll(
              said(property._1)
                  .map(
                      value ->
                          "%s/%s \"%s\" is not applied: %s."
                              .formatted(group, property._1, value, property._2)));
    }
    return lines;
  }

  private Option<String> said(String property) {
    Option<String> text = text(property).filter(value -> !value.equals("default"));
    if (!property.equals("profile") || configuration.property(group, USE_PROFILE).isEmpty()) {
      return text;
    }
    // In SMF, too, this flag decides whether the profile counts. Then it stands for user, group and
    // privileges, and a method that ran without it would have rights nobody gave it.
    if (flag(USE_PROFILE)) {
      wrong(USE_PROFILE, "true", "Linux has no rights profiles; name user, group and privileges");
    }
    return Option.none();
  }
}
