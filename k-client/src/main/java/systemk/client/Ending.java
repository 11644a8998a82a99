package systemk.client;

import org.jspecify.annotations.Nullable;

/// How a conversation with k.configd ended: with an exit status, or broken off.
///
/// @param status the exit status; negative if it was broken off
/// @param heard whether k.configd said anything about the command
/// @param trouble what k.configd said before it broke off, if it said something
record Ending(int status, boolean heard, @Nullable String trouble) {

  static Ending of(int status) {
    return new Ending(status, true, null);
  }

  static Ending broken(boolean heard, @Nullable String trouble) {
    return new Ending(-1, heard, trouble);
  }

  boolean isOver() {
    return status >= 0;
  }
}
