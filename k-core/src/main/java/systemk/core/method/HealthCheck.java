package systemk.core.method;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.context.MethodContext;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// How a service that runs is asked whether it does its work: the property group `check`.
///
/// @param interval from the end of one check to the next (`interval_seconds`, 10 by default)
/// @param timeout after which a check has failed (`timeout_seconds`, 5 by default)
/// @param failures how many in a row make the service unhealthy (3 by default)
/// @param successes how many in a row make it healthy again (1 by default)
public record HealthCheck(
    Probe probe, Duration interval, Duration timeout, int failures, int successes, Action action) {

  /// The property group.
  public static final String GROUP = "check";

  private static final Vector<String> KINDS = Vector.of("exec", "tcp", "http", "unix");
  private static final long MAX_SECONDS = 86_400;
  private static final long MAX_COUNT = 1000;
  private static final int MAX_PORT = 65_535;

  /// What is done.
  public sealed interface Probe {
    /// Runs a command; it is well if it exits with 0.
    record Exec(String command, MethodContext context) implements Probe {}

    /// Connects; it is well if somebody accepts.
    record Tcp(String host, int port) implements Probe {}

    /// Asks for a page; it is well if the status is from 200 to 399.
    record Http(String url) implements Probe {}

    /// Connects to a unix socket; it is well if somebody accepts.
    record Unix(String path) implements Probe {}
  }

  /// What an unhealthy service comes to.
  public enum Action {
    /// It is degraded until it is healthy again.
    DEGRADED,
    /// It is restarted.
    RESTART
  }

  /// What the configuration says: none if there is no such group, or why it cannot be followed. The
  /// values of a probe may hold method tokens (smf.md §4.5).
  public static Either<String, Option<HealthCheck>> of(
      Composition configuration, InstanceFmri instance) {
    Vector<String> kinds = KINDS.filter(kind -> configuration.property(GROUP, kind).isDefined());
    if (!configuration.hasGroup(GROUP)) {
      return Either.right(Option.none());
    }
    if (kinds.size() != 1) {
      return Either.left("the group check wants one of exec, tcp, http and unix");
    }
    String kind = kinds.get();
    return ExecTokens.expand(
            configuration.value(GROUP, kind).getOrElse(""),
            instance,
            MethodKind.START,
            configuration)
        .flatMap(value -> probe(kind, value, configuration))
        .map(probe -> Option.some(check(probe, configuration)));
  }

  private static HealthCheck check(Probe probe, Composition configuration) {
    return new HealthCheck(
        probe,
        Duration.ofSeconds(number(configuration, "interval_seconds", 10, MAX_SECONDS)),
        Duration.ofSeconds(number(configuration, "timeout_seconds", 5, MAX_SECONDS)),
        (int) number(configuration, "failures", 3, MAX_COUNT),
        (int) number(configuration, "successes", 1, MAX_COUNT),
        action(configuration));
  }

  /// What an unhealthy service comes to, by its configuration.
  public static Action action(Composition configuration) {
    return configuration.value(GROUP, "action").contains("restart")
        ? Action.RESTART
        : Action.DEGRADED;
  }

  private static Either<String, Probe> probe(String kind, String value, Composition configuration) {
    if (value.isBlank()) {
      return Either.left("check/" + kind + " is empty");
    }
    return switch (kind) {
      case "exec" ->
          MethodContext.of(configuration, GROUP).map(context -> new Probe.Exec(value, context));
      case "tcp" -> tcp(value);
      case "http" ->
          value.startsWith("http://") || value.startsWith("https://")
              ? Either.right(new Probe.Http(value))
              : Either.left("check/http wants a URL that begins with http:// or https://");
      default ->
          value.startsWith("/")
              ? Either.right(new Probe.Unix(value))
              : Either.left("check/unix wants an absolute path");
    };
  }

  private static Either<String, Probe> tcp(String value) {
    int colon = value.lastIndexOf(':');
    String host = colon < 1 ? "127.0.0.1" : value.substring(0, colon);
    String port = value.substring(colon + 1);
    boolean isNumber =
        !port.isEmpty() && port.length() < 6 && port.chars().allMatch(Character::isDigit);
    return isNumber && Integer.parseInt(port) > 0 && Integer.parseInt(port) <= MAX_PORT
        ? Either.right(new Probe.Tcp(host, Integer.parseInt(port)))
        : Either.left("check/tcp wants PORT or HOST:PORT");
  }

  private static long number(
      Composition configuration, String property, long otherwise, long most) {
    return configuration
        .property(GROUP, property)
        .flatMap(Property::asLong)
        .filter(value -> value >= 1 && value <= most)
        .getOrElse(otherwise);
  }
}
