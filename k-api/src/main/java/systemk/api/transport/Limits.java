package systemk.api.transport;

/// How much of the server its clients may use.
///
/// @param clients connections at a time
/// @param reserved how many of those are kept for trusted peers
/// @param clientsOfStranger connections at a time of one uid that is nobody special
/// @param queuedBytes what may wait to be sent to one client; one that stops reading is
///   disconnected when there is more
/// @param strangersBytes the frames all clients of nobody special may be sending at a time,
///   together: memory is set aside for those
public record Limits(
    int clients, int reserved, int clientsOfStranger, long queuedBytes, long strangersBytes) {

  public static final Limits DEFAULT = new Limits(1024, 128, 256, 16 << 20, 64 << 20);
}
