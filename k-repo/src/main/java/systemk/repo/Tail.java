package systemk.repo;

import java.nio.file.Path;

/// The end of a journal: where its next frame goes and what that frame names.
///
/// @param length the bytes of all whole frames; what is behind them is torn and to be cut off
/// @param head the hash of the last frame
/// @param seq the next frame's number
record Tail(Path path, long length, String head, long seq) {}
