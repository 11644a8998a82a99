package systemk.shell.svcs;

import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.RepositoryState;
import systemk.json.Json;
import systemk.shell.Outcome.ProcessLine;
import systemk.shell.view.Cause;
import systemk.shell.view.Dependency;
import systemk.shell.view.Diagnosis;
import systemk.shell.view.Status;

/// Instances as JSON objects. Members are only ever added; what is not known is absent.
final class StatusJson {
  private StatusJson() {}

  /// One instance of a listing.
  ///
  /// @param detailed whether its dependencies and files are wanted, too
  static Json.Obj of(
      RepositoryState state,
      InstanceFmri instance,
      boolean detailed,
      Map<Long, Vector<ProcessLine>> processes) {
    Json.Builder json = start(state, instance);
    Status status = Status.of(state, instance);
    Vector<ProcessLine> running =
        status
            .contracts()
            .flatMap(contract -> processes.get(contract).getOrElse(Vector.empty()))
            .sorted(Comparator.comparingLong(ProcessLine::pid));
    if (!running.isEmpty()) {
      json.putArray("processes", running.map(StatusJson::process).asJava());
    }
    if (detailed) {
      json.putStrings("logs", status.logs().asJava());
      json.put("restarter", Status.restarter(state, instance));
      json.putArray(
          "dependencies",
          Dependency.of(state.running(instance)).map(StatusJson::dependency).asJava());
    }
    return json.build();
  }

  /// One instance with the causes of its not running and what it impacts.
  static Json.Obj explained(RepositoryState state, Diagnosis diagnosis, InstanceFmri instance) {
    return start(state, instance)
        .putArray("causes", diagnosis.causes(instance).map(StatusJson::cause).asJava())
        .putStrings("impacted", diagnosis.impacted(instance).map(InstanceFmri::toString).asJava())
        .putStrings("logs", Status.of(state, instance).logs().asJava())
        .build();
  }

  private static Json.Builder start(RepositoryState state, InstanceFmri instance) {
    Status status = Status.of(state, instance);
    Json.Builder json = Json.object().put("fmri", instance.toString());
    json.putIf("name", state.running(instance).value("tm_common_name", "C").toJavaOptional());
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
        .build();
  }

  private static Json.Obj dependency(Dependency dependency) {
    return Json.object()
        .put("name", dependency.name())
        .put("grouping", dependency.grouping())
        .put("restart_on", dependency.restartOn())
        .putStrings("entities", dependency.entities().asJava())
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
