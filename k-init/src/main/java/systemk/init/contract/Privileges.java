package systemk.init.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import systemk.linux.Capabilities;

/// The capabilities a process gets, as bit masks. Null means: as the kernel would have it.
///
/// @param granted those it has, whoever it is: permitted, effective, inheritable and ambient, so
///   that it still has them in the programs it runs
/// @param bounding those it and what it runs can ever have
/// @param bare whether being root gives it no others (SECBIT_NOROOT)
/*
 * SMF's privileges are what a process inherits, its limit what it can ever get. The nearest thing to
 * the first are ambient capabilities, for an ordinary user. Root has all of the bounding set in every
 * program it runs, ambient or not, unless SECBIT_NOROOT says that root is nobody special; so that is
 * set where root is to have less than all. It is not locked: without CAP_SETPCAP nobody can undo it.
 */
record Privileges(@Nullable Long granted, @Nullable Long bounding, boolean bare) {
  static final Privileges UNCHANGED = new Privileges(null, null, false);

  private static final long SETPCAP = 1L << 8;

  /// Finds out what is meant, and whether k.init may give that.
  ///
  /// @param own what a process that k.init makes can have
  /// @param self the user k.init runs as
  /// @param user who the process will be
  static Privileges resolve(ContextRequest request, Capabilities own, int self, int user) {
    if (request.privileges() == null && request.limitPrivileges() == null) {
      return UNCHANGED;
    }
    long reachable = self == 0 ? own.bounding() : own.ambient();
    long bounding = bounding(request, own);
    boolean limits = bounding != own.bounding();
    if (limits && (reachable & SETPCAP) == 0) {
      throw new Refusal("cannot limit capabilities: k.init itself does not have setpcap");
    }
    @Nullable Long limit = limits ? bounding : null;
    if (request.privileges() == null) {
      return new Privileges(null, limit, false);
    }
    long granted = granted(request.privileges(), reachable) & bounding;
    if (self == 0 && user == 0 && granted == bounding) {
      // That is root as ever.
      return new Privileges(null, limit, false);
    }
    boolean bare = self == 0 && user == 0;
    if (bare && (reachable & SETPCAP) == 0) {
      throw new Refusal("cannot keep capabilities from root: k.init itself does not have setpcap");
    }
    return new Privileges(granted, limit, bare);
  }

  /// A limit may name what k.init does not have either; that is not lost by it.
  private static long bounding(ContextRequest request, Capabilities own) {
    return request.limitPrivileges() == null
        ? own.bounding()
        : own.bounding() & request.limitPrivileges().of(own.bounding());
  }

  private static long granted(CapabilityRequest request, long reachable) {
    long wanted = request.of(reachable);
    long missing = wanted & ~reachable;
    if (missing != 0) {
      throw new Refusal(
          "cannot grant capabilities "
              + request.names(missing)
              + ": k.init itself does not have them");
    }
    if (request.complement() && reachable == 0) {
      throw new Refusal("cannot grant all capabilities: k.init itself has none");
    }
    return wanted;
  }

  /// What setpriv(1) is told.
  List<String> options() {
    List<String> options = new ArrayList<>();
    if (bare) {
      options.add("--securebits=+noroot");
    }
    if (bounding != null) {
      options.add("--bounding-set=" + list(bounding));
    }
    if (granted != null) {
      options.add("--inh-caps=" + list(granted));
      options.add("--ambient-caps=" + list(granted));
    }
    return options;
  }

  /// By number, for a setpriv that is older than the kernel does not know all names.
  private static String list(long mask) {
    return LongStream.range(0, Long.SIZE)
        .filter(number -> (mask >>> number & 1) != 0)
        .mapToObj(number -> ",+cap_" + number)
        .collect(Collectors.joining("", "-all", ""));
  }
}
