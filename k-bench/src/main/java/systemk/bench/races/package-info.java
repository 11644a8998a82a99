/// What many clients did and saw at the same time, and whether one after the other could explain
/// it.
@NullMarked
package systemk.bench.races;

import org.jspecify.annotations.NullMarked;
