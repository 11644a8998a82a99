package systemk.shell.history;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.history.Difference;
import systemk.core.property.Layer;
import systemk.core.property.Setting;
import systemk.json.Json;
import systemk.shell.text.Style;

/// Differences, for people and for tools.
public final class Diff {
  private Diff() {}

  /// As a unified diff by property: a heading for each service or instance, and below it a line for
  /// each value that is gone (`-`) or new (`+`), with its layer.
  public static String text(Vector<Difference> differences, Style style) {
    StringBuilder text = new StringBuilder();
    Option<String> heading = Option.none();
    for (Difference difference : differences) {
      String entity = difference.entity().toString();
      if (!heading.contains(entity)) {
        text.append(style.heading(entity)).append('\n');
        heading = Option.some(entity);
      }
      lines(difference).forEach(line -> text.append(style.change(line)).append('\n'));
    }
    return text.toString();
  }

  private static Vector<String> lines(Difference difference) {
    return switch (difference) {
      case Difference.Entity(_, boolean added) -> Vector.of(added ? "+ added" : "- deleted");
      case Difference.Group(_, var group, var before, var after) ->
          before
              .map(type -> "- " + group + " (" + type + ")")
              .toVector()
              .appendAll(after.map(type -> "+ " + group + " (" + type + ")"));
      case Difference.Declaration(_, var group, var layer, var before, var after) ->
          side("- ", group, layer, before.filter(Diff::isMask), "")
              .appendAll(side("+ ", group, layer, after.filter(Diff::isMask), ""));
      case Difference.Value value -> {
        String name = value.group() + "/" + value.property();
        String remark = value.effective() ? "" : ", not in effect";
        yield side("- ", name, value.layer(), value.before(), remark)
            .appendAll(side("+ ", name, value.layer(), value.after(), remark));
      }
    };
  }

  private static boolean isMask(Setting setting) {
    return setting instanceof Setting.Masked;
  }

  private static Vector<String> side(
      String sign, String name, Layer layer, Option<Setting> setting, String remark) {
    return setting
        .map(s -> sign + name + " " + said(s) + "  [" + layer.token() + remark + "]")
        .toVector();
  }

  private static String said(Setting setting) {
    return switch (setting) {
      case Setting.Masked _ -> "masked";
      case Setting.Supplied(var type, var values, _) ->
          "= " + type.token() + ": " + Values.text(values);
    };
  }

  /// As a JSON array, an object for each difference.
  public static Json json(Vector<Difference> differences) {
    return Json.array(differences.map(Diff::json).asJava());
  }

  private static Json json(Difference difference) {
    Json.Builder json = Json.object().put("fmri", difference.entity().toString());
    switch (difference) {
      case Difference.Entity(_, boolean added) -> json.put("change", added ? "added" : "deleted");
      case Difference.Group(_, var group, var before, var after) -> {
        json.put("group", group);
        before.forEach(type -> json.put("before", type));
        after.forEach(type -> json.put("after", type));
      }
      case Difference.Declaration(_, var group, var layer, var before, var after) -> {
        json.put("group", group).put("layer", layer.token());
        before.forEach(setting -> json.put("before", json(setting)));
        after.forEach(setting -> json.put("after", json(setting)));
      }
      case Difference.Value value -> {
        json.put("group", value.group())
            .put("property", value.property())
            .put("layer", value.layer().token())
            .put("effective", value.effective());
        value.before().forEach(setting -> json.put("before", json(setting)));
        value.after().forEach(setting -> json.put("after", json(setting)));
      }
    }
    return json.build();
  }

  private static Json json(Setting setting) {
    return switch (setting) {
      case Setting.Masked _ -> Json.object().put("masked", true).build();
      case Setting.Supplied(var type, var values, _) ->
          Json.object().put("type", type.token()).putStrings("values", values.asJava()).build();
    };
  }
}
