package systemk.shell.svcbundle;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.LinkedHashMap;
import java.util.Map;
import systemk.core.fmri.Names;
import systemk.core.manifest.Manifest.Kind;
import systemk.json.Json;

/// The bundle that somebody asks for, as `-s` says it.
record Wanted(Vector<Tuple2<Name, String>> said) {
  private static final int TIMEOUT_SECONDS = 60;
  private static final Vector<Name> METHODS =
      Vector.of(
          Name.START_METHOD,
          Name.STOP_METHOD,
          Name.REFRESH_METHOD,
          Name.RC_SCRIPT,
          Name.MODEL,
          Name.DURATION);

  /// A property that is to be declared.
  private record Declared(String group, String name, String type, String value) {
    static Option<Declared> read(String text) {
      String[] parts = text.split(":", 4);
      boolean legal = parts.length == 4 && Names.isName(parts[0]) && Names.isName(parts[1]);
      return legal
          ? Option.some(new Declared(parts[0], parts[1], parts[2], parts[3]))
          : Option.none();
    }
  }

  /// Takes what `-s` said apart, or says what is wrong with it.
  static Either<String, Wanted> read(Vector<String> settings) {
    Vector<Tuple2<Name, String>> said = Vector.empty();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      Option<Name> name = Name.of(setting.substring(0, Math.max(0, equals)));
      if (name.isEmpty()) {
        return Either.left("\"" + setting + "\" is no name=value that svcbundle knows");
      }
      if (!name.get().mayBeRepeated() && said.exists(one -> one._1 == name.get())) {
        return Either.left(name.get().token() + " is said twice");
      }
      said = said.append(Tuple.of(name.get(), setting.substring(equals + 1)));
    }
    return new Wanted(said).checked();
  }

  private Either<String, Wanted> checked() {
    Option<String> wrong =
        missing()
            .orElse(() -> oneOf(Name.BUNDLE_TYPE, "manifest", "profile"))
            .orElse(() -> oneOf(Name.ENABLED, "true", "false"))
            .orElse(() -> model().isEmpty() ? wrong(Name.MODEL, Name.DURATION) : Option.none())
            .orElse(
                () ->
                    value(Name.RC_SCRIPT)
                        .filter(text -> !text.matches("/.*:[S123]"))
                        .map(Wanted::script))
            .orElse(this::property)
            .orElse(this::misplaced);
    return wrong.isDefined() ? Either.left(wrong.get()) : Either.right(this);
  }

  private static String script(String text) {
    return "rc-script \"" + text + "\" is no PATH:LEVEL of level S, 1, 2 or 3";
  }

  private Option<String> missing() {
    if (value(Name.SERVICE_NAME).isEmpty()) {
      return Option.some("service-name is required");
    }
    if (!Names.isServiceName(service())) {
      return Option.some("\"" + service() + "\" cannot name a service");
    }
    if (!Names.isName(instance())) {
      return Option.some("\"" + instance() + "\" cannot name an instance");
    }
    boolean starts =
        value(Name.START_METHOD).isDefined() || value(Name.RC_SCRIPT).isDefined() || isProfile();
    return starts ? Option.none() : Option.some("start-method is required");
  }

  private Option<String> oneOf(Name name, String... words) {
    return value(name).filter(word -> !Vector.of(words).contains(word)).flatMap(_ -> wrong(name));
  }

  private Option<String> wrong(Name... names) {
    return Vector.of(names)
        .flatMap(name -> value(name).map(value -> name.token() + " cannot be \"" + value + "\""))
        .headOption();
  }

  private Option<String> property() {
    return said.filter(one -> one._1.mayBeRepeated() && Declared.read(one._2).isEmpty())
        .map(one -> one._1.token() + " \"" + one._2 + "\" is not GROUP:NAME:TYPE:VALUE")
        .headOption();
  }

  /// What a manifest says a profile does not say again.
  private Option<String> misplaced() {
    if (value(Name.RC_SCRIPT).isDefined() && value(Name.START_METHOD).isDefined()) {
      return Option.some("rc-script and start-method exclude each other");
    }
    if (value(Name.MODEL).isDefined() && value(Name.DURATION).isDefined()) {
      return Option.some("model and duration are the same");
    }
    return isProfile()
        ? METHODS
            .find(name -> value(name).isDefined())
            .map(name -> name.token() + " goes with bundle-type=manifest")
        : Option.none();
  }

  private Option<String> value(Name name) {
    return said.find(one -> one._1 == name).map(Tuple2::_2);
  }

  String service() {
    return value(Name.SERVICE_NAME).getOrElse("");
  }

  private String instance() {
    return value(Name.INSTANCE_NAME).getOrElse("default");
  }

  boolean isProfile() {
    return value(Name.BUNDLE_TYPE).contains("profile");
  }

  Kind kind() {
    return isProfile() ? Kind.PROFILE : Kind.MANIFEST;
  }

  private Option<String> model() {
    return switch (value(Name.MODEL).orElse(value(Name.DURATION)).getOrElse("transient")) {
      case "transient" -> Option.some("transient");
      case "contract", "daemon" -> Option.some("contract");
      case "child", "wait" -> Option.some("child");
      default -> Option.none();
    };
  }

  // The file

  /// The bundle as a JSON manifest.
  Json.Obj json() {
    Json.Builder json = Json.object().put("service", service());
    if (!isProfile()) {
      methods(json.put("duration", model().getOrElse("transient")));
    }
    groups(json, Name.SERVICE_PROPERTY);
    Json.Builder instance = Json.object().put("enabled", !value(Name.ENABLED).contains("false"));
    groups(instance, Name.INSTANCE_PROPERTY);
    return json.put("instances", Json.object().put(instance(), instance.build()).build()).build();
  }

  private void methods(Json.Builder json) {
    String level =
        value(Name.RC_SCRIPT).map(text -> text.substring(text.length() - 1)).getOrElse("2");
    String milestone =
        switch (level) {
          case "S", "1" -> "single-user";
          case "3" -> "multi-user-server";
          default -> "multi-user";
        };
    Option<String> script = value(Name.RC_SCRIPT).map(text -> text.substring(0, text.length() - 2));
    String stop = model().contains("transient") ? ":true" : ":kill";
    json.put(
            "depends",
            Json.object().put(milestone, "svc:/milestone/" + milestone + ":default").build())
        .put(
            "start",
            method(
                script.map(path -> path + " start").orElse(value(Name.START_METHOD)).getOrElse("")))
        .put(
            "stop",
            method(
                value(Name.STOP_METHOD)
                    .orElse(script.map(path -> path + " stop"))
                    .getOrElse(stop)));
    value(Name.REFRESH_METHOD).forEach(refresh -> json.put("refresh", method(refresh)));
  }

  private static Json method(String command) {
    return Json.object().put("exec", command).put("timeout", TIMEOUT_SECONDS).build();
  }

  private void groups(Json.Builder json, Name name) {
    Map<String, Json.Builder> groups = new LinkedHashMap<>();
    for (Declared one :
        said.filter(entry -> entry._1 == name).flatMap(entry -> Declared.read(entry._2))) {
      groups
          .computeIfAbsent(one.group(), _ -> Json.object())
          .put(one.name(), Json.object().put("type", one.type()).put("value", one.value()).build());
    }
    if (!groups.isEmpty()) {
      Json.Builder all = Json.object();
      groups.forEach((group, properties) -> all.put(group, properties.build()));
      json.put("properties", all.build());
    }
  }
}
