package systemk.core.check;

import io.vavr.collection.Vector;
import systemk.core.context.MethodContext;
import systemk.core.context.Problem;
import systemk.core.method.HealthCheck;
import systemk.core.method.MethodKind;

/// What the contexts of methods must be for k.startd to run them.
final class ContextRules {
  private ContextRules() {}

  /// @param standard what is wrong with the types of properties, which is not said twice
  static Vector<Violation> violations(Subject subject, Vector<Violation> standard) {
    return subject.isForeign()
        ? Vector.empty()
        : Vector.of(MethodKind.values())
            .map(MethodKind::token)
            .append(HealthCheck.GROUP)
            .append(MethodContext.GROUP)
            .flatMap(group -> problems(subject, group))
            .filter(problem -> !isSaid(problem, standard))
            .map(
                problem ->
                    new Violation.UnusableContext(
                        subject.owner(problem.group(), problem.property()), problem));
  }

  private static Vector<Problem> problems(Subject subject, String group) {
    return MethodContext.in(subject.configuration(), group)
        .fold(problems -> problems, _ -> Vector.empty());
  }

  private static boolean isSaid(Problem problem, Vector<Violation> standard) {
    return standard.exists(
        violation ->
            (violation instanceof Violation.WrongType type
                    && isAbout(problem, type.group(), type.property()))
                || (violation instanceof Violation.WrongCount count
                    && isAbout(problem, count.group(), count.property())));
  }

  private static boolean isAbout(Problem problem, String group, String property) {
    return problem.group().equals(group) && problem.property().equals(property);
  }
}
