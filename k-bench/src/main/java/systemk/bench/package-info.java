/// The whole system under fire.
@NullMarked
package systemk.bench;

import org.jspecify.annotations.NullMarked;
