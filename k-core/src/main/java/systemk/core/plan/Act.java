package systemk.core.plan;

import systemk.core.fmri.InstanceFmri;

/// One thing that will happen to a service.
///
/// @param why in words, without a full stop
public record Act(Verb verb, InstanceFmri fmri, String why) {

  /// What happens.
  public enum Verb {
    STOP("stop"),
    START("start"),
    REFRESH("refresh"),
    /// It leaves maintenance.
    CLEAR("clear"),
    /// It ends in maintenance.
    MAINTENANCE("maintenance");

    private final String token;

    Verb(String token) {
      this.token = token;
    }

    public String token() {
      return token;
    }
  }
}
