package systemk.api.json;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.json.Json;
import systemk.json.JsonException;

/// The messages of k.configd's socket as JSON and back. Decoding is strict: a member that is
/// missing, of another type, not canonical or unknown is a [JsonException] of one line.
public final class WireCodec {
  private WireCodec() {}

  public static Json encode(Request request) {
    Json.Builder json = Json.object().put("id", request.id());
    return switch (request) {
      case Request.Ping _ -> json.put("op", "ping").build();
      case Request.Get get ->
          json.put("op", "get")
              .put("entity", get.entity().toString())
              .put("group", get.group())
              .put("property", get.property())
              .build();
      case Request.Subscribe subscribe ->
          json.put("op", "subscribe")
              .putIf("from", subscribe.from().map(Revision::toString).toJavaOptional())
              .putIf("except", subscribe.except().toJavaOptional())
              .build();
      case Request.Commit commit ->
          json.put("op", "commit").put("transaction", encode(commit.transaction())).build();
      case Request.Orders orders ->
          json.put("op", "orders").put("restarter", orders.restarter().toString()).build();
      case Request.Report(_, var report) ->
          DelegationCodec.encode(report, json.put("op", "report")).build();
      case Request.Run run -> encode(run, json);
      case Request.Answer(_, var reply) -> encode(reply, json.put("op", "answer"));
    };
  }

  private static Json encode(Request.Run run, Json.Builder json) {
    json.put("op", "run").put("request", run.request());
    if (run.again()) {
      json.put("again", true);
    }
    if (run.plain()) {
      json.put("plain", true);
    }
    json.putStrings("argv", run.argv())
        .put("cwd", run.cwd())
        .put(
            "tty",
            Json.object()
                .put("in", run.terminal().in())
                .put("out", run.terminal().out())
                .put("colour", run.terminal().colour())
                .build())
        .put("width", run.terminal().width())
        .put("zone", run.zone());
    run.dialogue().forEach(dialogue -> json.put("dialogue", DialogueCodec.encode(dialogue)));
    return run.environment().isEmpty()
        ? json.build()
        : json.put("env", variables(run.environment())).build();
  }

  private static Json variables(Map<String, String> variables) {
    Json.Builder json = Json.object();
    new TreeMap<>(variables).forEach(json::put);
    return json.build();
  }

  private static Json encode(Request.Reply reply, Json.Builder json) {
    return switch (reply) {
      case Request.Reply.Text(var text) -> json.put("text", text).build();
      case Request.Reply.Names(var names) -> json.putStrings("names", names).build();
      case Request.Reply.Failed(var reason) -> json.put("failed", reason).build();
    };
  }

  /// Reads a request.
  ///
  /// @throws JsonException if it is not one
  public static Request request(Json message) {
    Json.Obj json = message.asObj("message");
    long id = json.integer("id");
    String op = json.string("op");
    return switch (op) {
      case "ping" -> {
        Shape.only(json, "id", "op");
        yield new Request.Ping(id);
      }
      case "get" -> {
        Shape.only(json, "id", "op", "entity", "group", "property");
        yield new Request.Get(
            id,
            Shape.entity(json, "entity"),
            Shape.name(json, "group"),
            Shape.name(json, "property"));
      }
      case "subscribe" -> {
        Shape.only(json, "id", "op", "from", "except");
        yield new Request.Subscribe(
            id,
            json.has("from") ? Option.some(Shape.revision(json, "from")) : Option.none(),
            Option.ofOptional(json.optionalString("except")));
      }
      case "commit" -> {
        Shape.only(json, "id", "op", "transaction");
        yield new Request.Commit(id, transaction(json.object("transaction")));
      }
      case "orders" -> {
        Shape.only(json, "id", "op", "restarter");
        yield new Request.Orders(id, Shape.instance(json, "restarter"));
      }
      case "report" -> new Request.Report(id, DelegationCodec.report(json));
      case "run" -> run(id, json);
      case "answer" -> new Request.Answer(id, reply(json));
      default -> throw new JsonException("there is no operation \"" + op + "\"");
    };
  }

  private static Request run(long id, Json.Obj json) {
    Shape.only(
        json,
        "id",
        "op",
        "request",
        "again",
        "argv",
        "cwd",
        "tty",
        "width",
        "zone",
        "dialogue",
        "env",
        "plain");
    List<String> argv = json.strings("argv");
    if (argv.isEmpty()) {
      throw new JsonException("\"argv\" is empty");
    }
    String request = json.string("request");
    if (request.isEmpty() || request.length() > 100) {
      throw new JsonException("\"request\" is not of 1 to 100 characters");
    }
    Json.Obj tty = json.has("tty") ? json.object("tty") : Json.object().build();
    long width = json.integer("width", 80);
    return new Request.Run(
        id,
        request,
        json.flag("again"),
        argv,
        json.string("cwd"),
        new Request.Terminal(
            tty.flag("in"),
            tty.flag("out"),
            tty.flag("colour"),
            (int) Math.clamp(width, 1L, 10_000L)),
        json.optionalString("zone").orElse(""),
        json.has("dialogue")
            ? Option.some(DialogueCodec.dialogue(json.object("dialogue")))
            : Option.none(),
        json.has("env") ? variables(json.object("env")) : Map.of(),
        json.flag("plain"));
  }

  private static Map<String, String> variables(Json.Obj json) {
    Map<String, String> variables = new TreeMap<>();
    json.members().keySet().forEach(name -> variables.put(name, json.string(name)));
    return variables;
  }

  private static Request.Reply reply(Json.Obj json) {
    Shape.only(json, "id", "op", "text", "names", "failed");
    if (json.has("text")) {
      return new Request.Reply.Text(json.string("text"));
    }
    return json.has("names")
        ? new Request.Reply.Names(json.strings("names"))
        : new Request.Reply.Failed(json.string("failed"));
  }

  public static Json encode(FromServer message) {
    return switch (message) {
      case Notification.Announced(var entry) -> announce(entry);
      case Notification.Closing(var reason) -> Json.object().put("error", reason).build();
      case Response response -> encode(response, Json.object().put("id", response.id()));
    };
  }

  private static Json announce(Committed entry) {
    return TransactionCodec.encode(entry, Json.object().put("event", "committed")).build();
  }

  private static Json encode(Response response, Json.Builder json) {
    return switch (response) {
      case Response.Pong _ -> json.put("ok", true).build();
      case Response.Got(_, var property) ->
          property
              .map(found -> json.put("property", TransactionCodec.encode(found)))
              .getOrElse(() -> json.put("absent", true))
              .build();
      case Response.Since(_, var revision) -> json.put("since", revision.toString()).build();
      case Response.Services(_, var services) -> StateCodec.encode(services, json).build();
      case Response.SnapshotEnd(_, var revision) ->
          json.put("snapshot_end", revision.toString()).build();
      case Response.Done(_, var revision) -> json.put("committed", revision.toString()).build();
      case Response.Repeated(_, var revision) -> json.put("repeated", revision.toString()).build();
      case Response.Rejected(_, var reasons) -> json.putStrings("rejected", reasons).build();
      case Response.ReadOnly(_, var reason) -> json.put("read_only", reason).build();
      case Response.Ordered(_, var assignment) ->
          json.put("order", DelegationCodec.encode(assignment)).build();
      case Response.Relieved(_, var instance) -> json.put("relieved", instance.toString()).build();
      case Response.OrdersEnd _ -> json.put("orders_end", true).build();
      case Response.Out(_, var text) -> json.put("out", text).build();
      case Response.Err(_, var text) -> json.put("err", text).build();
      case Response.Need(_, Response.Wanted.File(var file)) ->
          json.put("need", Json.object().put("file", file).build()).build();
      case Response.Need(_, Response.Wanted.Listing(var directory)) ->
          json.put("need", Json.object().put("list", directory).build()).build();
      case Response.Need(_, Response.Wanted.Edited(var text)) ->
          json.put("need", Json.object().put("edit", text).build()).build();
      case Response.Put put -> json.put("put", put(put)).build();
      case Response.PutBelow put -> json.put("put_below", put(put)).build();
      case Response.Prune(_, var directory, var keep) ->
          json.put(
                  "prune",
                  Json.object().put("directory", directory).putStrings("keep", keep).build())
              .build();
      case Response.Kept(_, var dialogue, var prompt) ->
          json.put("dialogue", DialogueCodec.encode(dialogue))
              .putIf("prompt", prompt.toJavaOptional())
              .build();
      case Response.Exit(_, int status) -> json.put("exit", status).build();
      case Response.Failed(_, var reason) -> json.put("error", reason).build();
    };
  }

  private static Json put(Response.Put put) {
    return piece(Json.object().put("file", put.file()), put.text(), put.more());
  }

  private static Json put(Response.PutBelow put) {
    return piece(
        Json.object().put("directory", put.directory()).put("file", put.file()),
        put.text(),
        put.more());
  }

  private static Json piece(Json.Builder file, String text, boolean more) {
    file.put("text", text);
    return more ? file.put("more", true).build() : file.build();
  }

  /// Reads a message of the server.
  ///
  /// @throws JsonException if it is not one
  public static FromServer fromServer(Json message) {
    Json.Obj json = message.asObj("message");
    if (json.has("event")) {
      String event = json.string("event");
      if (!event.equals("committed")) {
        throw new JsonException("there is no event \"" + event + "\"");
      }
      return new Notification.Announced(TransactionCodec.committed(json));
    }
    return json.has("id")
        ? response(json, json.integer("id"))
        : new Notification.Closing(json.string("error"));
  }

  private static Response response(Json.Obj json, long id) {
    String kind =
        json.members().keySet().stream()
            .filter(name -> !name.equals("id"))
            .findFirst()
            .orElseThrow(() -> new JsonException("the answer says nothing"));
    return switch (kind) {
      case "ok" -> new Response.Pong(id);
      case "property" ->
          new Response.Got(id, Option.some(TransactionCodec.property(json.object(kind))));
      case "absent" -> new Response.Got(id, Option.none());
      case "since" -> new Response.Since(id, Shape.revision(json, kind));
      case "groups", "services" -> new Response.Services(id, StateCodec.services(json));
      case "snapshot_end" -> new Response.SnapshotEnd(id, Shape.revision(json, kind));
      case "committed" -> new Response.Done(id, Shape.revision(json, kind));
      case "repeated" -> new Response.Repeated(id, Shape.revision(json, kind));
      case "rejected" -> new Response.Rejected(id, json.strings(kind));
      case "read_only" -> new Response.ReadOnly(id, json.string(kind));
      case "order" -> new Response.Ordered(id, DelegationCodec.assignment(json.object(kind)));
      case "relieved" -> new Response.Relieved(id, Shape.instance(json, kind));
      case "orders_end" -> new Response.OrdersEnd(id);
      case "out" -> new Response.Out(id, json.string(kind));
      case "err" -> new Response.Err(id, json.string(kind));
      case "need" -> new Response.Need(id, wanted(json.object(kind)));
      case "put" -> put(id, json.object(kind));
      case "put_below" -> putBelow(id, json.object(kind));
      case "prune" -> prune(id, json.object(kind));
      case "dialogue" ->
          new Response.Kept(
              id, DialogueCodec.dialogue(json.object(kind)), Shape.optional(json, "prompt"));
      case "exit" -> new Response.Exit(id, Math.toIntExact(json.integer(kind)));
      case "error" -> new Response.Failed(id, json.string(kind));
      default -> throw new JsonException("there is no answer \"" + kind + "\"");
    };
  }

  private static Response.Wanted wanted(Json.Obj json) {
    if (json.has("edit")) {
      return new Response.Wanted.Edited(json.string("edit"));
    }
    return json.has("file")
        ? new Response.Wanted.File(json.string("file"))
        : new Response.Wanted.Listing(json.string("list"));
  }

  private static Response put(long id, Json.Obj json) {
    return new Response.Put(id, json.string("file"), json.string("text"), json.flag("more"));
  }

  private static Response putBelow(long id, Json.Obj json) {
    return new Response.PutBelow(
        id, json.string("directory"), json.string("file"), json.string("text"), json.flag("more"));
  }

  private static Response prune(long id, Json.Obj json) {
    return new Response.Prune(id, json.string("directory"), json.strings("keep"));
  }

  public static Json encode(Transaction transaction) {
    return TransactionCodec.encode(transaction);
  }

  /// Reads a transaction.
  ///
  /// @throws JsonException if it is not one
  public static Transaction transaction(Json.Obj json) {
    return TransactionCodec.transaction(json);
  }

  /// The messages that carry a whole state to a subscriber, few enough instances in each to keep
  /// them small.
  public static Vector<Response> snapshot(long id, RepositoryState state) {
    return StateParts.of(state)
        .<Response>map(part -> new Response.Services(id, part.asJava()))
        .append(new Response.SnapshotEnd(id, state.revision()));
  }
}
