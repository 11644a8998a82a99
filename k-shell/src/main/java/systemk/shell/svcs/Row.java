package systemk.shell.svcs;

import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Instant;
import java.time.ZoneId;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.shell.view.LegacyScript;
import systemk.shell.view.Status;
import systemk.shell.view.Tongue;

/// An instance, or a script of run control, as a line of a listing.
///
/// @param instance empty for a script
/// @param service the name of the service, or of the script
record Row(
    RepositoryState state,
    Option<InstanceFmri> instance,
    String fmri,
    String service,
    Status status,
    Option<String> commonName,
    Instant now,
    ZoneId zone) {

  static Row of(
      RepositoryState state,
      Either<LegacyScript, InstanceFmri> subject,
      Instant now,
      ZoneId zone,
      Tongue tongue) {
    return subject.fold(
        script ->
            new Row(
                state,
                Option.none(),
                script.fmri(),
                script.name(),
                script.status(),
                Option.none(),
                now,
                zone),
        fmri ->
            new Row(
                state,
                Option.some(fmri),
                fmri.toString(),
                fmri.service().name(),
                Status.of(state, fmri),
                tongue.commonName(state.running(fmri)),
                now,
                zone));
  }

  /// Where the state stands in an ascending listing; unknown states come last.
  int stateRank() {
    return rank(status.state());
  }

  /// Where the next state stands, none being the last.
  int nextRank() {
    return rank(status.next());
  }

  private static int rank(String state) {
    return switch (state) {
      case "legacy_run" -> 0;
      case "disabled" -> 1;
      case "online" -> 2;
      case "degraded" -> 3;
      case "offline" -> 4;
      case "maintenance" -> 5;
      case "uninitialized" -> 6;
      default -> 7;
    };
  }
}
