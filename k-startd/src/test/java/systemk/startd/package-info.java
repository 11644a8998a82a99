@NullMarked
package systemk.startd;

import org.jspecify.annotations.NullMarked;
