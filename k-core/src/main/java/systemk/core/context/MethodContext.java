package systemk.core.context;

import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.repository.Composition;

/// The rights and surroundings of a method's process (smf.md §4.3), as configured. Names of users
/// and groups are resolved by who makes the process.
///
/// @param user whom it runs as; none for whom the manager runs as
/// @param group its group; none for that of the user
/// @param groups its supplementary groups; empty for all that the user is in
/// @param privileges the capabilities it has, be it root or not; none for what the kernel gives the
///   user: all to root and none to others
/// @param limitPrivileges the capabilities that it and what it runs can ever have; none for all
/// @param workingDirectory an absolute path, or [#HOME]
/// @param limits resource limits by the names of setrlimit(2) in lower case without `RLIMIT_`: a
///   number or `unlimited`, or two of them with a colon between, for the soft and the hard limit
/// @param notApplied a line for each property that means nothing on Linux and is not followed; it
///   begins with the name of the group
public record MethodContext(
    Option<String> user,
    Option<String> group,
    Vector<String> groups,
    Option<CapabilitySet> privileges,
    Option<CapabilitySet> limitPrivileges,
    String workingDirectory,
    Option<String> umask,
    Option<Long> nice,
    boolean noNewPrivileges,
    SortedMap<String, String> limits,
    SortedMap<String, String> environment,
    Vector<String> notApplied) {

  /// The group that holds the context of all methods that have none of their own.
  public static final String GROUP = "method_context";

  /// The working directory that is the home directory of the user.
  public static final String HOME = ":home";

  /// What a method has that says nothing.
  public static final MethodContext NONE =
      new MethodContext(
          Option.none(),
          Option.none(),
          Vector.empty(),
          Option.none(),
          Option.none(),
          "/",
          Option.none(),
          Option.none(),
          false,
          TreeMap.empty(),
          TreeMap.empty(),
          Vector.empty());

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

  /// The context of a method, or of anything else that runs a command: what its own property group
  /// says if that has any of the context properties, else what `method_context` says. A line that
  /// says why if it cannot be followed.
  public static Either<String, MethodContext> of(Composition configuration, String method) {
    boolean own = PROPERTIES.exists(name -> configuration.property(method, name).isDefined());
    return in(configuration, own ? method : GROUP)
        .mapLeft(
            problems ->
                "Cannot set the method context: "
                    + problems.map(Problem::message).mkString("; ")
                    + ".");
  }

  /// The context one group says, or everything that is wrong with it.
  public static Either<Vector<Problem>, MethodContext> in(Composition configuration, String group) {
    return new ContextReader(configuration, group).read();
  }
}
