@NullMarked
package systemk.wire;

import org.jspecify.annotations.NullMarked;
