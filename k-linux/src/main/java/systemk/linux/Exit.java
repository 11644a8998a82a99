package systemk.linux;

/// How a child ended: by itself with a code, or by a signal, perhaps with a core dump.
///
/// @param code the exit code; 0 if a signal ended it
/// @param signal the number of the signal; 0 if it ended by itself
public record Exit(int pid, int code, int signal, boolean core) {}
