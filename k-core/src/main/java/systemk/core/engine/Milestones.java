package systemk.core.engine;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.Deque;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.Grouping;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;

/// Which part of the services may run (smf.md §3.9).
/* SMF marks what is outside of a milestone by overrides, and undoes its marks later. Here what is
 * outside follows from the repository alone, so that nothing can be forgotten; the same overrides are
 * written, for those who look, with the milestone beside them, so that they can be told from what an
 * administrator wrote.
 */
final class Milestones {
  /// The group of overrides that last until the next boot.
  static final String OVERRIDES = "general_ovr";

  private static final String ENABLED = "enabled";
  private static final String MILESTONE = "milestone";
  private static final String ALL = "all";
  private static final String NONE = "none";

  private Milestones() {}

  /// Whether everything may run.
  static boolean isAll(RepositoryState repository) {
    return name(repository).equals(ALL);
  }

  /// `all`, `none` or the FMRI of a milestone. What is not there, or is nothing of the kind, counts
  /// as `all`: a word nobody understands must not take a machine down.
  private static String name(RepositoryState repository) {
    Composition options = repository.current(Model.RESTARTER);
    String name =
        options
            .value("options_ovr", MILESTONE)
            .orElse(options.value("options", MILESTONE))
            .getOrElse(ALL);
    boolean isKnown =
        name.equals(NONE) || Fmri.parseInstance(name).exists(fmri -> repository.exists(fmri));
    return isKnown ? name : ALL;
  }

  /// Whether a change may move the border of the milestone.
  static boolean mayMove(Change change) {
    return !(change instanceof Change.Report report && report.group().equals("restarter"));
  }

  /// The instances that must not run because they are not part of the milestone.
  static TreeSet<InstanceFmri> outside(Model model) {
    String name = name(model.repository());
    if (name.equals(ALL)) {
      return TreeSet.empty();
    }
    TreeSet<InstanceFmri> inside =
        Fmri.parseInstance(name).map(fmri -> under(model, fmri)).getOrElse(TreeSet.empty());
    return TreeSet.ofAll(
        model.graph().dependencies().keySet().filter(fmri -> !inside.contains(fmri)));
  }

  /// An instance and all it depends on, directly or not. What is optional counts if it is enabled;
  /// what is excluded does not.
  private static TreeSet<InstanceFmri> under(Model model, InstanceFmri milestone) {
    TreeSet<InstanceFmri> found = TreeSet.of(milestone);
    Deque<InstanceFmri> open = new ArrayDeque<>(found.toJavaList());
    while (!open.isEmpty()) {
      for (Dependency dependency : model.graph().dependenciesOf(open.remove())) {
        if (dependency.grouping() == Grouping.EXCLUDE_ALL) {
          continue;
        }
        boolean optional = dependency.grouping() == Grouping.OPTIONAL_ALL;
        for (InstanceFmri target : dependency.targets().flatMap(model.graph()::resolve)) {
          if (!found.contains(target) && (!optional || isWanted(model, target))) {
            found = found.add(target);
            open.add(target);
          }
        }
      }
    }
    return found;
  }

  /// Whether an instance is enabled, but for what a milestone does about it.
  private static boolean isWanted(Model model, InstanceFmri fmri) {
    RepositoryState repository = model.repository();
    return (isMarked(repository, fmri)
            ? repository.permanentlyEnabled(fmri)
            : repository.enabled(fmri))
        .getOrElse(false);
  }

  private static boolean isMarked(RepositoryState repository, InstanceFmri fmri) {
    return repository.live(fmri, OVERRIDES, MILESTONE).isDefined();
  }

  /// What is written about an instance that is outside from now on, or no longer; none if it says
  /// so already. What an administrator disabled for now stays as that.
  static Option<Change> override(RepositoryState repository, InstanceFmri fmri, boolean outside) {
    if (!repository.exists(fmri)) {
      return Option.none();
    }
    boolean marked = isMarked(repository, fmri);
    Option<Boolean> override = repository.temporarilyEnabled(fmri);
    if (outside && !override.contains(false)) {
      return Option.some(
          new Change.Report(
              fmri,
              OVERRIDES,
              "framework",
              Vector.of(Property.of(ENABLED, false), Property.of(MILESTONE, name(repository))),
              Vector.empty()));
    }
    return !outside && marked
        ? Option.some(
            new Change.Report(
                fmri, OVERRIDES, "framework", Vector.empty(), Vector.of(ENABLED, MILESTONE)))
        : Option.none();
  }
}
