/// Tests of crash.
@NullMarked
package systemk.bench.crash;

import org.jspecify.annotations.NullMarked;
