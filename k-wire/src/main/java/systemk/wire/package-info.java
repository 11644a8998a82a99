/// How JSON values travel over a unix socket, and how sockets under long roots are reached.
@NullMarked
package systemk.wire;

import org.jspecify.annotations.NullMarked;
