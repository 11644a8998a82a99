package systemk.api.protocol;

/// Who is at the other end of a connection, as the kernel knows it (SO_PEERCRED, unix(7)): the
/// credentials of the process that connected, at the moment it did.
public record Peer(long uid, long gid, long pid) {}
