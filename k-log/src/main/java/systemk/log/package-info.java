/// How the daemons log.
@NullMarked
package systemk.log;

import org.jspecify.annotations.NullMarked;
