/// What every engine shares.
@NullMarked
package systemk.core;

import org.jspecify.annotations.NullMarked;
