package systemk.json;

import java.util.IdentityHashMap;

/// A parsed text that remembers where each of its values stands, so that errors can name the line.
public final class Document {
  private final Json root;
  // By identity: two equal values in one text stand at two places.
  private final IdentityHashMap<Json, Location> locations;

  Document(Json root, IdentityHashMap<Json, Location> locations) {
    this.root = root;
    this.locations = locations;
  }

  public Json root() {
    return root;
  }

  /// Where this value of this document begins; the beginning of the text for any other value.
  public Location locate(Json value) {
    return locations.getOrDefault(value, new Location(1, 1));
  }
}
