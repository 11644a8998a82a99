package systemk.core.repository;

/// Who asked for a transaction, from the peer credentials of the socket.
///
/// @param command the command line as typed, or the name of the daemon
public record Author(long uid, long gid, long pid, String command) {}
