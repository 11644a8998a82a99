/// Tests of the whole system: the assembled programs, real processes, real daemons.
@NullMarked
package systemk.dist;

import org.jspecify.annotations.NullMarked;
