@NullMarked
package systemk.configd;

import org.jspecify.annotations.NullMarked;
