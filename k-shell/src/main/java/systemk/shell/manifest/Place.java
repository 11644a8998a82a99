package systemk.shell.manifest;

import systemk.json.Json;

/// A value of a manifest with the way that leads to it.
public record Place(Json value, String path) {
  Place member(String name, Json member) {
    String step = name.matches("[A-Za-z_$][A-Za-z0-9_$-]*") ? name : "[\"" + name + "\"]";
    return new Place(
        member, path.isEmpty() || step.startsWith("[") ? path + step : path + "." + step);
  }

  Place item(int index, Json item) {
    return new Place(item, path + "[" + index + "]");
  }
}
