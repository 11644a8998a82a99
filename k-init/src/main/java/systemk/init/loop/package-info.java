/// The one event loop, and connections on it.
@NullMarked
package systemk.init.loop;

import org.jspecify.annotations.NullMarked;
