package systemk.api.json;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Locale;
import systemk.core.delegation.Assignment;
import systemk.core.delegation.Order;
import systemk.core.delegation.StateReport;
import systemk.core.fmri.Names;
import systemk.core.graph.Severity;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;
import systemk.json.Json;
import systemk.json.JsonException;

/// What other restarters and k.configd say to each other (`spec/restarters.md`).
final class DelegationCodec {
  private static final String NONE = "none";

  private DelegationCodec() {}

  static Json encode(Assignment assignment) {
    Json.Builder actions = Json.object();
    assignment.actions().forEach((name, time) -> actions.put(name, time));
    Json.Builder properties = Json.object();
    assignment.properties().forEach((name, values) -> properties.putStrings(name, values.asJava()));
    return Json.object()
        .put("instance", assignment.instance().toString())
        .put("target", assignment.order().target().token())
        .put("reason", assignment.order().reason().token())
        .put("serial", assignment.order().serial())
        .put("state", assignment.state().token())
        .put("done", assignment.done())
        .put("actions", actions.build())
        .put("properties", properties.build())
        .build();
  }

  static Assignment assignment(Json.Obj json) {
    Shape.only(
        json, "instance", "target", "reason", "serial", "state", "done", "actions", "properties");
    TreeMap<String, Vector<String>> properties = TreeMap.empty();
    for (String name : json.object("properties").members().keySet()) {
      properties =
          properties.put(name, Vector.ofAll(Shape.strings(json.object("properties"), name)));
    }
    return new Assignment(
        Shape.instance(json, "instance"),
        new Order(state(json, "target"), reason(json), json.integer("serial")),
        state(json, "state"),
        json.integer("done"),
        texts(json.object("actions")),
        properties);
  }

  static Json.Builder encode(StateReport report, Json.Builder json) {
    json.put("instance", report.instance().toString())
        .put("state", report.state().token())
        .put("next", report.next().map(InstanceState::token).getOrElse(NONE))
        .put("reason", report.reason().token())
        .put("order", report.order())
        .putIf(
            "severity",
            report.severity().map(s -> s.name().toLowerCase(Locale.ROOT)).toJavaOptional());
    if (!report.carriedOut().isEmpty()) {
      Json.Builder done = Json.object();
      report.carriedOut().forEach((name, time) -> done.put(name, time));
      json.put("carried_out", done.build());
    }
    return json;
  }

  static StateReport report(Json.Obj json) {
    Shape.only(
        json,
        "id",
        "op",
        "instance",
        "state",
        "next",
        "reason",
        "order",
        "severity",
        "carried_out");
    return new StateReport(
        Shape.instance(json, "instance"),
        state(json, "state"),
        json.has("next") && !json.string("next").equals(NONE)
            ? Option.some(state(json, "next"))
            : Option.none(),
        json.has("reason") ? reason(json) : Reason.NONE,
        json.integer("order"),
        json.has("severity")
            ? Option.some(Shape.word(json, "severity", Severity::ofToken, "a severity"))
            : Option.none(),
        json.has("carried_out") ? texts(json.object("carried_out")) : TreeMap.empty());
  }

  private static InstanceState state(Json.Obj json, String name) {
    return Shape.word(json, name, InstanceState::ofToken, "a state");
  }

  private static Reason reason(Json.Obj json) {
    return Shape.word(json, "reason", Reason::ofToken, "a reason");
  }

  private static TreeMap<String, String> texts(Json.Obj json) {
    TreeMap<String, String> texts = TreeMap.empty();
    for (String name : json.members().keySet()) {
      if (!Names.isName(name)) {
        throw new JsonException("\"" + name + "\" is not the name of a request");
      }
      texts = texts.put(name, json.string(name));
    }
    return texts;
  }
}
