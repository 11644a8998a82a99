package systemk.init.contract;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;

/// A set of capabilities as the caller wrote it. The caller knows their names and numbers; k.init
/// has use for the names in what it says only.
///
/// @param complement whether all are meant but the named ones
/// @param named numbers in the kernel by name
record CapabilityRequest(boolean complement, SortedMap<String, Integer> named) {
  private static final int MOST = 63;

  /// Reads a member `{"only":{"net_raw":13}}` or `{"all_but":{}}`; null if it is not there.
  static @Nullable CapabilityRequest parse(Json.Obj json, String member) {
    if (!json.has(member)) {
      return null;
    }
    Json.Obj set = json.object(member);
    boolean complement = set.has("all_but");
    if (complement == set.has("only") || set.members().size() != 1) {
      throw new Refusal("\"" + member + "\" must have one of \"only\" and \"all_but\"");
    }
    SortedMap<String, Integer> named = new TreeMap<>();
    for (Map.Entry<String, Json> entry :
        set.object(complement ? "all_but" : "only").members().entrySet()) {
      long number = entry.getValue().asLong(member + "." + entry.getKey());
      if (number < 0 || number > MOST) {
        throw new Refusal("there is no capability " + entry.getKey() + " of number " + number);
      }
      named.put(entry.getKey(), (int) number);
    }
    return new CapabilityRequest(complement, named);
  }

  /// What it means where these are all.
  long of(long all) {
    long mask = named.values().stream().mapToLong(number -> 1L << number).sum();
    return complement ? all & ~mask : mask;
  }

  /// The names of those in the mask.
  String names(long mask) {
    return named.entrySet().stream()
        .filter(entry -> (mask >>> entry.getValue() & 1) != 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(", "));
  }
}
