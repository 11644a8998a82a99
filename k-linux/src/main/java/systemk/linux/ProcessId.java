package systemk.linux;

/// One process, for good: numbers are used again, a number and a start time are not.
///
/// @param startTime clock ticks after boot, field 22 of proc(5)'s `stat`
public record ProcessId(int pid, long startTime) {}
