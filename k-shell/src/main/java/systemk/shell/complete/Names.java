package systemk.shell.complete;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;
import systemk.shell.view.Status;
import systemk.shell.view.Tongue;

/// Names of services and instances by what of them was typed.
///
/// A word that begins like a full FMRI is completed to one. Any other is completed to a name
/// without `svc:/`, and if no name begins like it, to the end of a name that does, where that names
/// one thing only: `we` becomes `web`.
record Names(RepositoryState state, Tongue tongue) {
  private static final String SCHEME = "svc:/";

  /// Instances, each by the name of its service if it is the only one of it.
  Vector<Candidate> instances(String word) {
    return beginning(word, state.services().values().toVector().flatMap(s -> instances(s, word)));
  }

  /// Instances by their full names.
  Vector<Candidate> restarters() {
    return state.instances().map(one -> new Candidate(one.toString(), about(one))).toVector();
  }

  /// Services and instances.
  Vector<Candidate> entities(String word) {
    return beginning(
        word,
        state
            .services()
            .values()
            .toVector()
            .flatMap(
                service ->
                    all(service)
                        .map(one -> new Candidate(one.toString(), about(one)))
                        .prepend(new Candidate(service.fmri().toString(), "service"))));
  }

  Vector<EntityFmri> all() {
    return state
        .services()
        .values()
        .toVector()
        .flatMap(s -> all(s).<EntityFmri>map(instance -> instance).prepend(s.fmri()));
  }

  private Vector<Candidate> instances(Service service, String word) {
    Vector<InstanceFmri> all = all(service);
    boolean inFull = word.substring(word.startsWith("svc:") ? "svc:".length() : 0).contains(":");
    return all.size() == 1 && !inFull
        ? Vector.of(new Candidate(service.fmri().toString(), about(all.head())))
        : all.map(instance -> new Candidate(instance.toString(), about(instance)));
  }

  private static Vector<InstanceFmri> all(Service service) {
    return service.instances().values().map(instance -> instance.fmri()).toVector();
  }

  /// Its state, and its name for people if it has one.
  private String about(InstanceFmri instance) {
    Status status = Status.of(state, instance);
    Option<String> name = tongue.commonName(state.running(instance));
    return (status.known() ? status.state() : "-") + name.map(text -> ", " + text).getOrElse("");
  }

  private Vector<Candidate> beginning(String word, Vector<Candidate> full) {
    if (word.startsWith("svc:")) {
      return full.filter(one -> one.word().startsWith(word));
    }
    Vector<Candidate> names =
        full.map(one -> new Candidate(one.word().substring(SCHEME.length()), one.about()));
    Vector<Candidate> found = names.filter(name -> name.word().startsWith(word));
    return found.isEmpty() ? names.flatMap(name -> ends(name, word)) : found;
  }

  private Vector<Candidate> ends(Candidate name, String word) {
    int slash = name.word().lastIndexOf('/' + word);
    if (slash < 0 || word.isEmpty()) {
      return Vector.empty();
    }
    String end = name.word().substring(slash + 1);
    boolean one = new Operands(state, new Output("k.complete")).instances(end).size() == 1;
    return one ? Vector.of(new Candidate(end, name.about())) : Vector.empty();
  }
}
