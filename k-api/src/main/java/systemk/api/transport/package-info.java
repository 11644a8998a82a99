/// The server's end of the protocol. Nothing outside this package sees Netty.
@NullMarked
package systemk.api.transport;

import org.jspecify.annotations.NullMarked;
