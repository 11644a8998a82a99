/// Tests of races.
@NullMarked
package systemk.bench.races;

import org.jspecify.annotations.NullMarked;
