package systemk.linux;

/// Who is at the other end of a unix socket, by the word of the kernel.
public record Peer(int pid, int uid, int gid) {}
