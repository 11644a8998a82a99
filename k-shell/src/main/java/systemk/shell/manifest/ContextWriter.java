package systemk.shell.manifest;

import io.vavr.collection.Vector;
import systemk.core.property.Property;
import systemk.json.Json;

/// Properties of a method's context as members of its JSON.
final class ContextWriter {
  private ContextWriter() {}

  /// Adds the property in the form a manifest has for it. A property that has no such form is left
  /// out, and the group will be found different and written in full.
  static void put(Json.Builder json, Property property) {
    String name = property.name();
    switch (name) {
      case "environment", "limits" -> json.put(name, pairs(property.values()));
      case "supp_groups" ->
          property.single().forEach(text -> json.put("supplementary_groups", text));
      case "user",
          "group",
          "working_directory",
          "umask",
          "profile",
          "project",
          "resource_pool",
          "corefile_pattern",
          "privileges",
          "limit_privileges",
          "security_flags" ->
          property.single().forEach(text -> json.put(name, text));
      case "nice" -> property.asLong().forEach(value -> json.put(name, value));
      case "no_new_privileges" -> property.asBoolean().forEach(value -> json.put(name, value));
      default -> {
        // `use_profile` follows from `profile`; nothing else has a form of its own.
      }
    }
  }

  private static Json.Obj pairs(Vector<String> pairs) {
    Json.Builder json = Json.object();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      json.put(
          equals < 0 ? pair : pair.substring(0, equals),
          equals < 0 ? "" : pair.substring(equals + 1));
    }
    return json.build();
  }
}
