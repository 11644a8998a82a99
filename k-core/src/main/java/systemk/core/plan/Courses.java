package systemk.core.plan;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Severity;
import systemk.core.method.MethodKind;
import systemk.core.plan.Act.Verb;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Reason;
import systemk.core.restarter.StateChange;

/// What each instance is about, and the acts that lead from one to the next.
/* One step of the machine may take an instance through several of them: a service whose methods do
 * nothing is stopped and started again within one, and looks afterwards as if nothing had happened. So
 * it is what the machine says and does on the way that counts, in that order; the life there is at the
 * end of the step only adds what was begun by other means than a method.
 */
final class Courses {
  private enum Course {
    DOWN,
    STARTING,
    UP,
    REFRESHING
  }

  private TreeMap<InstanceFmri, Course> courses;

  Courses(TreeMap<InstanceFmri, Lifecycle> lives) {
    courses = lives.mapValues(Courses::of);
  }

  /// A state changed, or a refresh is over.
  Vector<Verb> changed(StateChange change) {
    InstanceFmri fmri = change.fmri();
    if (change.from() == change.to()) {
      boolean unseen = change.severity() == Severity.REFRESH && course(fmri) != Course.REFRESHING;
      courses = courses.put(fmri, Course.UP);
      return unseen ? Vector.of(Verb.REFRESH) : Vector.empty();
    }
    if (change.to() == InstanceState.MAINTENANCE) {
      courses = courses.put(fmri, Course.DOWN);
      return Vector.of(Verb.MAINTENANCE);
    }
    if (change.from() == InstanceState.MAINTENANCE) {
      return change.reason() == Reason.DISABLE_REQUEST ? Vector.empty() : Vector.of(Verb.CLEAR);
    }
    return change.from().isRunning() == change.to().isRunning()
        ? Vector.empty()
        : move(fmri, change.to().isRunning() ? Course.UP : Course.DOWN);
  }

  /// A method is run.
  Vector<Verb> run(InstanceFmri fmri, MethodKind kind) {
    return move(
        fmri,
        switch (kind) {
          case START -> Course.STARTING;
          case STOP -> Course.DOWN;
          case REFRESH -> Course.REFRESHING;
        });
  }

  /// The life of an instance at the end of a step.
  Vector<Verb> ended(Lifecycle life) {
    return move(life.fmri(), of(life));
  }

  private Course course(InstanceFmri fmri) {
    return courses.get(fmri).getOrElse(Course.DOWN);
  }

  private Vector<Verb> move(InstanceFmri fmri, Course to) {
    Course from = course(fmri);
    courses = courses.put(fmri, to);
    boolean ran = from == Course.UP || from == Course.REFRESHING;
    return switch (to) {
      case DOWN -> ran ? Vector.of(Verb.STOP) : Vector.empty();
      case STARTING ->
          from == Course.STARTING
              ? Vector.empty()
              : ran ? Vector.of(Verb.STOP, Verb.START) : Vector.of(Verb.START);
      case UP -> from == Course.DOWN ? Vector.of(Verb.START) : Vector.empty();
      case REFRESHING ->
          from == Course.REFRESHING
              ? Vector.empty()
              : from == Course.DOWN ? Vector.of(Verb.START, Verb.REFRESH) : Vector.of(Verb.REFRESH);
    };
  }

  private static Course of(Lifecycle life) {
    Phase phase = life.phase();
    if (phase instanceof Phase.Starting || phase instanceof Phase.Readying) {
      return Course.STARTING;
    }
    if (!life.isRunning() || phase.isStopping()) {
      return Course.DOWN;
    }
    boolean refreshing =
        phase instanceof Phase.Refreshing
            || (phase instanceof Phase.Signalling signalling && signalling.refreshing());
    return refreshing ? Course.REFRESHING : Course.UP;
  }
}
