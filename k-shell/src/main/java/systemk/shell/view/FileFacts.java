package systemk.shell.view;

import io.vavr.collection.Seq;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.shell.Outcome;

/// Which of the files that services depend on there are, which the repository does not know.
///
/// @param present the paths of those there are, of all that were asked for; none if nobody could
///   say
public record FileFacts(Option<Set<String>> present) {
  public static final FileFacts UNKNOWN = new FileFacts(Option.none());

  /// Goes on with the facts about all files these instances depend on; without asking if they
  /// depend on none.
  public static Outcome of(
      RepositoryState state, Seq<InstanceFmri> instances, Function<FileFacts, Outcome> next) {
    Vector<String> paths =
        instances
            .toVector()
            .flatMap(instance -> Dependency.of(state.running(instance)))
            .flatMap(Dependency::targets)
            .filter(FileFmri.class::isInstance)
            .map(target -> ((FileFmri) target).path())
            .distinct();
    if (paths.isEmpty()) {
      return next.apply(UNKNOWN);
    }
    return new Outcome.Need(
        new Outcome.Question.Present(paths),
        reply ->
            next.apply(
                reply instanceof Outcome.Reply.Names(var names)
                    ? new FileFacts(Option.some(names.toSet()))
                    : UNKNOWN));
  }

  boolean isPresent(FileFmri file) {
    return present.exists(paths -> paths.contains(file.path()));
  }

  boolean isAbsent(FileFmri file) {
    return present.exists(paths -> !paths.contains(file.path()));
  }

  /// The word for a file among the states of dependencies.
  public String word(FileFmri file) {
    return isPresent(file) ? "online" : isAbsent(file) ? "absent" : "unknown";
  }
}
