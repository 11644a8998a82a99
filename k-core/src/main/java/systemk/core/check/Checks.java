package systemk.core.check;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.context.MethodContext;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Dependency;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;

/// Finds what is wrong with a configuration before it is committed.
/* What is checked is each instance as it is configured, its service's properties seen through its own:
 * whatever would put it into maintenance, or be ignored without a word, by k.startd; and what its
 * templates say. A service without instances runs nothing and is not checked.
 *
 * A transaction answers for what it touches. Of an instance or service it changes, everything that is
 * wrong counts, however old. What is wrong with the service of a changed instance, or with an instance
 * of a changed service, counts only if it was not wrong in the same way before. A template of a
 * restarter applies to its instances when they are changed, not when it is.
 *
 * The cost is that of the instances touched and, if the dependencies of any of them changed, of what
 * those depend on.
 */
public final class Checks {
  private Checks() {}

  /// Everything that is wrong in `after` with what these changes touch. Never throws.
  public static Vector<Violation> of(
      RepositoryState before, RepositoryState after, Vector<Change> changes) {
    Touched touched = Touched.by(after, changes);
    return touched
        .instances()
        .flatMap(instance -> answeredFor(before, after, touched, instance))
        .appendAll(new Cycles(after).closedSince(before, touched.instances()))
        .distinct();
  }

  /// All violations of one instance as it is configured. Never throws.
  public static Vector<Violation> of(RepositoryState state, InstanceFmri instance) {
    return configuration(state, instance).appendAll(new Cycles(state).through(instance)).distinct();
  }

  /// What templates say of the groups of a service or an instance: its own, its service's, its
  /// restarter's, and those that speak for the whole system.
  public static Vector<GroupPattern> patterns(RepositoryState state, EntityFmri entity) {
    return TemplateRules.patterns(state, entity);
  }

  private static Vector<Violation> answeredFor(
      RepositoryState before, RepositoryState after, Touched touched, InstanceFmri instance) {
    Vector<Violation> found = configuration(after, instance);
    boolean all = found.forAll(violation -> touched.entities().contains(violation.where()));
    if (all || !before.exists(instance)) {
      return found;
    }
    Vector<Violation> old = configuration(before, instance);
    return found.filter(
        violation -> touched.entities().contains(violation.where()) || !old.contains(violation));
  }

  /// What is wrong with an instance by itself.
  private static Vector<Violation> configuration(RepositoryState state, InstanceFmri instance) {
    Subject subject = Subject.of(state, instance);
    Vector<Violation> standard = StandardProperties.violations(subject);
    return dependencies(subject)
        .appendAll(restarter(subject))
        .appendAll(MethodRules.violations(subject))
        .appendAll(ContextRules.violations(subject, standard))
        .appendAll(standard)
        .appendAll(TemplateRules.violations(subject));
  }

  private static Vector<Violation> dependencies(Subject subject) {
    return subject
        .groupsOfType(Dependency.GROUP_TYPE)
        .flatMap(
            group ->
                Dependency.read(subject.configuration(), group)
                    .fold(
                        errors ->
                            errors
                                .toVector()
                                .map(
                                    why ->
                                        new Violation.InvalidDependency(
                                            subject.owner(group), group, why)),
                        _ -> Vector.empty()));
  }

  private static Option<Violation> restarter(Subject subject) {
    return subject
        .configuration()
        .value("general", "restarter")
        .filter(text -> !text.isEmpty() && Fmri.parseInstance(text).isLeft())
        .map(text -> new Violation.InvalidRestarter(subject.owner("general", "restarter"), text));
  }

  /// The users and groups that the methods of the instances touched name. Who commits asks the
  /// system which of them exist.
  public static Vector<Account> accounts(RepositoryState after, Vector<Change> changes) {
    return Touched.by(after, changes)
        .instances()
        .flatMap(instance -> accounts(Subject.of(after, instance)));
  }

  private static Vector<Account> accounts(Subject subject) {
    return subject
        .groupsOfType("method")
        .append(MethodContext.GROUP)
        .flatMap(group -> accounts(subject, group));
  }

  private static Vector<Account> accounts(Subject subject, String group) {
    return MethodContext.in(subject.configuration(), group)
        .fold(_ -> Vector.empty(), context -> accounts(subject, group, context));
  }

  private static Vector<Account> accounts(Subject subject, String group, MethodContext context) {
    Vector<Account> users =
        context
            .user()
            .toVector()
            .map(name -> new Account(Account.Kind.USER, name, subject.instance(), group));
    return users.appendAll(
        context
            .group()
            .toVector()
            .appendAll(context.groups())
            .distinct()
            .map(name -> new Account(Account.Kind.GROUP, name, subject.instance(), group)));
  }
}
