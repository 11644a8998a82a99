package systemk.shell.svcs;

import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.RepositoryState;
import systemk.json.Json;
import systemk.shell.Outcome.ProcessLine;
import systemk.shell.view.Cause;
import systemk.shell.view.Dependency;
import systemk.shell.view.Diagnosis;
import systemk.shell.view.FileFacts;
import systemk.shell.view.Status;
import systemk.shell.view.Tongue;

/// Instances as JSON objects. Members are only ever added; what is not known is absent.
final class StatusJson {
  private StatusJson() {}

  /// A line of a listing.
  ///
  /// @param processes the processes of all contracts, by contract, if they are wanted
  static Json.Obj listed(Row row, Tongue tongue, Option<Map<Long, Vector<ProcessLine>>> processes) {
    Json.Builder json =
        row.instance()
            .map(instance -> start(row.state(), tongue, instance))
            .getOrElse(() -> script(row));
    processes.forEach(all -> json.putArray("processes", running(row.status(), all)));
    return json.build();
  }

  /// A script of run control has a time and maybe processes, nothing else.
  private static Json.Builder script(Row row) {
    Json.Builder json = Json.object().put("fmri", row.fmri()).put("state", row.status().state());
    json.putIf("since", row.since().map(Instant::toString).toJavaOptional());
    return json.putArray("contracts", row.status().contracts().map(Json::of).asJava());
  }

  /// One instance with its dependencies and files.
  static Json.Obj detailed(
      RepositoryState state,
      Tongue tongue,
      InstanceFmri instance,
      Option<Map<Long, Vector<ProcessLine>>> processes,
      FileFacts files) {
    Status status = Status.of(state, instance);
    Json.Builder json = start(state, tongue, instance);
    processes.forEach(all -> json.putArray("processes", running(status, all)));
    TargetStates targets = new TargetStates(state, files);
    return json.putStrings("logs", status.logs().asJava())
        .put("restarter", Status.restarter(state, instance))
        .putArray(
            "dependencies",
            Dependency.of(state.running(instance))
                .map(dependency -> dependency(dependency, targets))
                .asJava())
        .build();
  }

  private static List<Json> running(Status status, Map<Long, Vector<ProcessLine>> processes) {
    return status
        .contracts()
        .flatMap(contract -> processes.get(contract).getOrElse(Vector.empty()))
        .sorted(Comparator.comparingLong(ProcessLine::pid))
        .<Json>map(StatusJson::process)
        .asJava();
  }

  /// One instance with the causes of its not running and what it impacts.
  static Json.Obj explained(
      RepositoryState state, Tongue tongue, Diagnosis diagnosis, InstanceFmri instance) {
    return start(state, tongue, instance)
        .putArray("causes", diagnosis.causes(instance).map(StatusJson::cause).asJava())
        .putStrings("impacted", diagnosis.impacted(instance).map(InstanceFmri::toString).asJava())
        .putStrings("logs", Status.of(state, instance).logs().asJava())
        .build();
  }

  private static Json.Builder start(RepositoryState state, Tongue tongue, InstanceFmri instance) {
    Status status = Status.of(state, instance);
    Json.Builder json = Json.object().put("fmri", instance.toString());
    json.putIf("name", tongue.text(state.running(instance), "tm_common_name", "").toJavaOptional());
    if (status.known()) {
      json.put("state", status.state());
      json.put("next_state", status.inTransition() ? status.next() : "none");
      json.put("auxiliary_state", status.auxiliary());
    }
    json.putIf("since", status.since().map(Instant::toString).toJavaOptional());
    state.enabled(instance).forEach(enabled -> json.put("enabled", enabled));
    json.put("temporary", state.temporarilyEnabled(instance).isDefined());
    json.putIf("comment", comment(state, instance));
    json.putArray("contracts", status.contracts().map(Json::of).asJava());
    return json;
  }

  private static Optional<String> comment(RepositoryState state, InstanceFmri instance) {
    return state
        .live(instance, "general_ovr", "comment")
        .orElse(state.live(instance, "general", "comment"))
        .flatMap(Property::single)
        .filter(text -> !text.isEmpty())
        .toJavaOptional();
  }

  private static Json.Obj process(ProcessLine process) {
    return Json.object()
        .put("pid", process.pid())
        .put("started", Instant.ofEpochMilli(process.startTimeMillis()).toString())
        .put("command", process.comm())
        .put("arguments", process.args())
        .put("zombie", process.zombie())
        .build();
  }

  private static Json.Obj dependency(Dependency dependency, TargetStates targets) {
    return Json.object()
        .put("name", dependency.name())
        .put("grouping", dependency.grouping())
        .put("restart_on", dependency.restartOn())
        .putStrings("entities", dependency.entities().asJava())
        .putArray(
            "targets",
            dependency
                .entities()
                .map(
                    entity ->
                        Json.object()
                            .put("fmri", entity)
                            .put("state", targets.word(entity))
                            .build())
                .asJava())
        .build();
  }

  private static Json.Obj cause(Cause cause) {
    Json.Builder json =
        Json.object()
            .put("fmri", cause.at().toString())
            .put("reason", cause.reason().text())
            .putStrings("path", cause.path().map(InstanceFmri::toString).asJava());
    if (!cause.reason().code().isEmpty()) {
      json.put("code", "SMF-8000-" + cause.reason().code());
    }
    return json.build();
  }
}
