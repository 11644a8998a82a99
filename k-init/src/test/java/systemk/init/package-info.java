@NullMarked
package systemk.init;

import org.jspecify.annotations.NullMarked;
