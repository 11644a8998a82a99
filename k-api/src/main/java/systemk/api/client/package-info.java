/// The client's end of the protocol, on the JDK's own sockets.
@NullMarked
package systemk.api.client;

import org.jspecify.annotations.NullMarked;
