package systemk.shell.svcs;

import io.vavr.Lazy;
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
/// @param since when it entered its state; here, because rows are ordered by it
/// @param tongue what the reader reads, which not every listing wants to know
record Row(
    RepositoryState state,
    Option<InstanceFmri> instance,
    String fmri,
    String service,
    Status status,
    Option<Instant> since,
    Instant now,
    ZoneId zone,
    Lazy<Tongue> tongue) {

  static Row of(
      RepositoryState state,
      Either<LegacyScript, InstanceFmri> subject,
      Instant now,
      ZoneId zone,
      Lazy<Tongue> tongue) {
    return subject.fold(
        script ->
            new Row(
                state,
                Option.none(),
                script.fmri(),
                script.name(),
                script.status(),
                script.status().since(),
                now,
                zone,
                tongue),
        fmri -> {
          Status status = Status.of(state, fmri);
          return new Row(
              state,
              Option.some(fmri),
              fmri.toString(),
              fmri.service().name(),
              status,
              status.since(),
              now,
              zone,
              tongue);
        });
  }

  /// What the service is called by people, on one line.
  Option<String> commonName() {
    return instance.flatMap(fmri -> tongue.get().commonName(state.running(fmri)));
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
