package systemk.core.method;

/// How a process ended.
public sealed interface ExitStatus {

  /// It exited with this code.
  record Code(int code) implements ExitStatus {}

  /// A signal ended it.
  record Signalled(int signal, boolean core) implements ExitStatus {}

  /// It ended while nobody who could learn its status was alive.
  record Unknown() implements ExitStatus {}

  /// The exit codes with a meaning of their own (smf_method(7), smf.md §4.5).
  int NODAEMON = 94;

  int ERR_FATAL = 95;
  int ERR_CONFIG = 96;
  int MON_DEGRADE = 97;
  int ERR_NOSMF = 99;
  int ERR_PERM = 100;

  /// What the end of a method means.
  enum Verdict {
    SUCCESS,
    /// Success, and the service keeps no process on purpose.
    NO_DAEMON,
    /// Success with reduced function.
    DEGRADED,
    /// A failure that trying again may mend.
    FAILURE,
    /// A failure that only an administrator can mend.
    FATAL
  }

  /// What it means if a method of this kind ended so (smf.md §4.5).
  default Verdict verdict(MethodKind kind) {
    return switch (this) {
      case Code(int code) ->
          switch (code) {
            case 0 -> Verdict.SUCCESS;
            case NODAEMON -> kind == MethodKind.START ? Verdict.NO_DAEMON : Verdict.SUCCESS;
            case MON_DEGRADE -> kind == MethodKind.START ? Verdict.DEGRADED : Verdict.SUCCESS;
            case ERR_FATAL, ERR_CONFIG, ERR_NOSMF, ERR_PERM -> Verdict.FATAL;
            default -> Verdict.FAILURE;
          };
      case Signalled _ -> Verdict.FAILURE;
      case Unknown _ -> Verdict.FAILURE;
    };
  }

  /// The status as wait(2) packs it, which is what `restarter/start_method_waitstatus` holds.
  default int waitStatus() {
    return switch (this) {
      case Code(int code) -> code << 8;
      case Signalled(int signal, boolean core) -> signal | (core ? 0x80 : 0);
      case Unknown _ -> 0;
    };
  }
}
