package systemk.linux;

/// A user as the name service knows it.
public record Account(String name, int uid, int gid, String home, String shell) {}
