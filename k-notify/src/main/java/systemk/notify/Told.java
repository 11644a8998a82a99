package systemk.notify;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import systemk.core.fmri.InstanceFmri;
import systemk.core.notify.Transition;
import systemk.core.repository.RepositoryState;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

/// The state of each instance that people were last told of, on a file, so that the next one of
/// this program goes on where this one ended.
/* What happened while there was none is one transition, from what was known last to what is now. The
 * file is of one life of k.init: at a boot nobody is told that everything went down.
 */
record Told(TreeMap<String, String> states) {

  /// What is so now counts as told, but of these, of which it is not yet.
  static Told of(RepositoryState state, Told before, TreeSet<InstanceFmri> pending) {
    TreeMap<String, String> states = TreeMap.empty();
    for (InstanceFmri instance : state.instances()) {
      Option<String> now = state.current(instance).value("restarter", "state");
      Option<String> told =
          pending.contains(instance) ? before.states.get(instance.toString()) : now;
      if (told.isDefined()) {
        states = states.put(instance.toString(), told.get());
      }
    }
    return new Told(states);
  }

  /// What is to be told now that this is so.
  Vector<Transition> missed(RepositoryState state, Instant now) {
    return state
        .instances()
        .toVector()
        .flatMap(
            instance ->
                states
                    .get(instance.toString())
                    .flatMap(from -> transition(state, instance, from, now)));
  }

  private static Option<Transition> transition(
      RepositoryState state, InstanceFmri instance, String from, Instant now) {
    String reason = state.current(instance).value("restarter", "auxiliary_state").getOrElse("");
    return state
        .current(instance)
        .value("restarter", "state")
        .filter(to -> !to.equals(from))
        .map(to -> new Transition(instance, from, to, reason.equals("none") ? "" : reason, now));
  }

  /// What the file of this life says; none if there is none.
  static Option<Told> read(Path file, String life) throws IOException {
    try {
      Json.Obj json = JsonText.parse(Files.readAllBytes(file)).asObj("told");
      if (!json.string("life").equals(life)) {
        return Option.none();
      }
      TreeMap<String, String> states = TreeMap.empty();
      for (Map.Entry<String, Json> entry : json.object("states").members().entrySet()) {
        states = states.put(entry.getKey(), entry.getValue().asString(entry.getKey()));
      }
      return Option.some(new Told(states));
    } catch (NoSuchFileException e) {
      return Option.none();
    } catch (JsonException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  void write(Path file, String life) throws IOException {
    Json.Builder all = Json.object();
    states.forEach((instance, state) -> all.put(instance, state));
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(
        next, JsonText.write(Json.object().put("life", life).put("states", all.build()).build()));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
