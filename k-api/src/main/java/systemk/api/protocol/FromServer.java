package systemk.api.protocol;

/// A message of k.configd to a client: an answer, or news nobody asked for just now.
public sealed interface FromServer permits Response, Notification {}
