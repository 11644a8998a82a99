package systemk.core.property;

import io.vavr.control.Option;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Where a value comes from, weakest first: the highest layer that says something about a property
/// decides (Solaris 11 smf(7), "Layers").
public enum Layer {
  MANIFEST("manifest"),
  SYSTEM_PROFILE("system-profile"),
  SITE_PROFILE("site-profile"),
  ADMIN("admin");

  private static final Map<String, Layer> BY_TOKEN =
      Arrays.stream(values()).collect(Collectors.toMap(Layer::token, Function.identity()));

  private final String token;

  Layer(String token) {
    this.token = token;
  }

  public String token() {
    return token;
  }

  public static Option<Layer> ofToken(String token) {
    return Option.of(BY_TOKEN.get(token));
  }
}
