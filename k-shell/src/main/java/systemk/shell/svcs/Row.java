package systemk.shell.svcs;

import io.vavr.control.Option;
import java.time.Instant;
import java.time.ZoneId;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.shell.view.Status;

/// An instance as a line of a listing.
record Row(
    RepositoryState state,
    InstanceFmri fmri,
    Status status,
    Option<String> commonName,
    Instant now,
    ZoneId zone) {

  static Row of(RepositoryState state, InstanceFmri fmri, Instant now, ZoneId zone) {
    return new Row(
        state,
        fmri,
        Status.of(state, fmri),
        state.running(fmri).value("tm_common_name", "C").map(Row::oneLine),
        now,
        zone);
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }

  /// Where the state stands in an ascending listing; unknown states come last.
  int stateRank() {
    return switch (status.state()) {
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
