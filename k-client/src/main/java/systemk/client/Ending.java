package systemk.client;

import org.jspecify.annotations.Nullable;

/// How a conversation with k.configd ended: with an exit status, broken off, or before it began.
///
/// @param status the exit status; negative if it was broken off
/// @param heard whether k.configd said anything about the command
/// @param trouble what k.configd said before it broke off, if it said something
/// @param denied whether the user may not reach the socket at all
record Ending(int status, boolean heard, @Nullable String trouble, boolean denied) {

  static Ending of(int status) {
    return new Ending(status, true, null, false);
  }

  static Ending broken(boolean heard, @Nullable String trouble) {
    return new Ending(-1, heard, trouble, false);
  }

  static Ending refused() {
    return new Ending(-1, false, null, true);
  }

  boolean isOver() {
    return status >= 0;
  }
}
