package systemk.core.method;

import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// The rights and surroundings of a method's process (smf.md §4.3), as configured. Names of users
/// and groups are resolved by who makes the process.
///
/// @param limits resource limits by the names of setrlimit(2) in lower case without `RLIMIT_`
public record MethodContext(
    Option<String> user,
    Option<String> group,
    Vector<String> groups,
    Option<String> workingDirectory,
    Option<String> umask,
    Option<Long> nice,
    boolean noNewPrivileges,
    SortedMap<String, String> limits,
    SortedMap<String, String> environment) {

  /// The group that holds the context of all methods that have none of their own.
  public static final String GROUP = "method_context";

  /// What makes a method's own group its context. Not all of it means something here, but what SMF
  /// counts counts.
  private static final Vector<String> PROPERTIES =
      Vector.of(
          "use_profile",
          "profile",
          "user",
          "group",
          "supp_groups",
          "privileges",
          "limit_privileges",
          "project",
          "resource_pool",
          "security_flags",
          "corefile_pattern",
          "working_directory",
          "umask",
          "nice",
          "no_new_privileges",
          "limits",
          "environment");

  /// The context of a method: from the method's own group if that has any of the context
  /// properties, else from `method_context`.
  public static MethodContext of(Composition configuration, MethodKind kind) {
    boolean own = PROPERTIES.exists(name -> configuration.property(kind.token(), name).isDefined());
    return in(configuration, own ? kind.token() : GROUP);
  }

  /// The context one group says.
  public static MethodContext in(Composition configuration, String group) {
    return new MethodContext(
        text(configuration, group, "user"),
        text(configuration, group, "group"),
        text(configuration, group, "supp_groups")
            .map(list -> Vector.of(list.split("[, ]+")).filter(name -> !name.isEmpty()))
            .getOrElse(Vector.empty()),
        text(configuration, group, "working_directory"),
        text(configuration, group, "umask"),
        configuration.property(group, "nice").flatMap(Property::asLong),
        configuration
            .property(group, "no_new_privileges")
            .flatMap(Property::asBoolean)
            .getOrElse(false),
        pairs(configuration, group, "limits"),
        pairs(configuration, group, "environment"));
  }

  /// A value that says something: SMF writes `:default` for what is as if it were not there.
  private static Option<String> text(Composition configuration, String group, String property) {
    return configuration
        .value(group, property)
        .filter(value -> !value.isEmpty() && !value.equals(":default"));
  }

  private static SortedMap<String, String> pairs(
      Composition configuration, String group, String property) {
    SortedMap<String, String> pairs = TreeMap.empty();
    for (String pair :
        configuration.property(group, property).toVector().flatMap(Property::values)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs = pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return pairs;
  }
}
