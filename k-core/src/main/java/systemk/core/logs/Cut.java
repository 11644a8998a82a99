package systemk.core.logs;

/// What to take off the beginning of a log.
///
/// @param bytes how much; whole blocks, never the whole log
/// @param kept whether it goes to an archive; if not, so much has been said since that the archive
///   would be deleted before the next look
public record Cut(long bytes, boolean kept) {}
