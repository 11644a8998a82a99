package systemk.core.property;

import io.vavr.control.Option;
import java.util.Arrays;

/// Where a value comes from, weakest first: the highest layer that says something about a property
/// decides (Solaris 11 smf(7), "Layers").
public enum Layer {
  MANIFEST("manifest"),
  SYSTEM_PROFILE("system-profile"),
  SITE_PROFILE("site-profile"),
  ADMIN("admin");

  private final String token;

  Layer(String token) {
    this.token = token;
  }

  public String token() {
    return token;
  }

  public static Option<Layer> ofToken(String token) {
    return Option.ofOptional(
        Arrays.stream(values()).filter(layer -> layer.token.equals(token)).findFirst());
  }
}
