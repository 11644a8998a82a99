package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.Names;
import systemk.core.fmri.ServiceFmri;
import systemk.core.fmri.Wildcard;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;
import systemk.shell.view.Status;

/// The commands about services and instances as such.
final class EntityCommands {
  private EntityCommands() {}

  static void list(Session session, CommandLine line) {
    if (line.words().size() > 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    Wildcard glob = Wildcard.of(line.words().headOption().getOrElse("*"));
    Vector<String> names = Vector.empty();
    if (session.selection().isDefined() && !session.groups().isEmpty()) {
      names = names.append(":properties");
    }
    names = names.appendAll(children(session));
    names.filter(glob::matches).forEach(session.output()::line);
  }

  private static Vector<String> children(Session session) {
    RepositoryState state = session.state();
    if (session.selection().isEmpty()) {
      return state.services().values().map(service -> service.fmri().name()).toVector();
    }
    return session.selection().get() instanceof ServiceFmri service
        ? state
            .service(service)
            .toVector()
            .flatMap(s -> s.instances().values())
            .map(instance -> instance.fmri().name())
        : Vector.empty();
  }

  static void add(Session session, CommandLine line) {
    if (line.words().size() != 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    String name = line.words().head();
    if (session.selection().isEmpty()) {
      addService(session, name);
    } else if (session.selection().get() instanceof ServiceFmri service) {
      addInstance(session, service, name);
    } else {
      session.fail("Cannot add entities to an instance.");
    }
  }

  private static void addService(Session session, String name) {
    if (!Names.isServiceName(name)) {
      session.fail("Invalid \"service name\" value \"" + name + "\".");
      return;
    }
    ServiceFmri service = new ServiceFmri(name);
    if (session.state().exists(service)) {
      session.fail("Service already exists.");
    } else {
      session.edit(Vector.of(new Change.AddService(service)));
    }
  }

  private static void addInstance(Session session, ServiceFmri service, String name) {
    if (!Names.isName(name)) {
      session.fail("Invalid \"instance name\" value \"" + name + "\".");
    } else if (session.state().exists(service.instance(name))) {
      session.fail("Instance already exists.");
    } else {
      session.edit(Vector.of(new Change.AddInstance(service.instance(name))));
    }
  }

  static void delete(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse("f", line.words());
    if (parsed.isLeft() || parsed.get().operands().size() != 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    find(session, parsed.get().operands().head())
        .forEach(entity -> delete(session, entity, parsed.get().has('f')));
  }

  private static void delete(Session session, EntityFmri entity, boolean force) {
    Vector<InstanceFmri> running =
        new Operands(session.state(), new Output("svccfg"))
            .instancesOf(entity)
            .filter(instance -> Status.of(session.state(), instance).running());
    if (!force && !running.isEmpty()) {
      running.forEach(
          instance ->
              session.fail(
                  "Instance " + instance + " may be running.  Use delete -f if it is not."));
      return;
    }
    session.edit(
        Vector.of(
            switch (entity) {
              case ServiceFmri service -> new Change.DeleteService(service);
              case InstanceFmri instance -> new Change.DeleteInstance(instance);
            }));
    if (session.selection().exists(s -> !session.state().exists(s))) {
      session.select(Option.<EntityFmri>some(entity.service()).filter(session.state()::exists));
    }
  }

  static void select(Session session, CommandLine line) {
    if (line.words().size() != 1 || !line.plain()) {
      session.fail("Syntax error.");
    } else {
      select(session, line.words().head());
    }
  }

  static void select(Session session, String text) {
    find(session, text).forEach(entity -> session.select(Option.some(entity)));
  }

  /// The one entity a name below the selection, an FMRI or a pattern stands for, or a failure.
  static Option<EntityFmri> find(Session session, String text) {
    Option<EntityFmri> child = child(session, text);
    if (child.isDefined()) {
      return child;
    }
    if (text.startsWith("lrc:")) {
      session.fail("Operation not supported for legacy service '" + text + "'");
      return Option.none();
    }
    Vector<EntityFmri> found = new Operands(session.state(), new Output("svccfg")).entities(text);
    if (found.isEmpty()) {
      session.fail("Pattern '" + text + "' doesn't match any instances or services");
    } else if (found.size() > 1) {
      session.fail("Pattern '" + text + "' matches multiple instances:");
      found.forEach(entity -> session.output().note("\t" + entity));
    }
    return found.size() == 1 ? found.headOption() : Option.none();
  }

  private static Option<EntityFmri> child(Session session, String name) {
    Option<EntityFmri> child = Option.none();
    if (session.selection().isEmpty() && Names.isServiceName(name)) {
      child = Option.some(new ServiceFmri(name));
    } else if (session.selection().isDefined()
        && session.selection().get() instanceof ServiceFmri service
        && Names.isName(name)) {
      child = session.state().service(service).map(Service::fmri).map(s -> s.instance(name));
    }
    return child.filter(session.state()::exists);
  }

  static void unselect(Session session, CommandLine line) {
    if (!line.words().isEmpty()) {
      session.fail("Syntax error.");
    } else if (session.selection().isEmpty()) {
      session.fail("Cannot unselect at scope level.");
    } else {
      EntityFmri selected = session.selection().get();
      session.select(
          selected instanceof InstanceFmri instance
              ? Option.some(instance.service())
              : Option.none());
    }
  }
}
