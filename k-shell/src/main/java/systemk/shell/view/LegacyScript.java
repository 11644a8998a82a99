package systemk.shell.view;

import io.vavr.collection.Vector;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;

/// A script of run control that ran once: no service, but listed among them (smf.md §1.2).
///
/// @param name the file, with an underscore for each dot
/// @param status when it ran, and the contract of what it left behind
public record LegacyScript(String name, Status status) {
  /// The service below which each script has a group of its own.
  public static final ServiceFmri HOLDER = new ServiceFmri("smf/legacy_run");

  private static final String PREFIX = "lrc:";

  /// All of them, by name.
  public static Vector<LegacyScript> all(RepositoryState state) {
    Composition groups = state.current(HOLDER);
    // Hardly any tree has some, and every operand asks.
    if (groups.over().isEmpty()) {
      return Vector.empty();
    }
    return groups
        .groupsOfType("framework")
        .toVector()
        .flatMap(
            group ->
                groups
                    .value(group, "name")
                    .map(
                        name ->
                            new LegacyScript(name, new Status("legacy_run", "", group, groups))))
        .sortBy(LegacyScript::name);
  }

  public String fmri() {
    return PREFIX + name;
  }

  /// Whether an operand can be meant for a script only.
  public static boolean isMeant(String operand) {
    return operand.startsWith(PREFIX);
  }
}
