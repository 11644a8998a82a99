@NullMarked
package systemk.linux;

import org.jspecify.annotations.NullMarked;
