@NullMarked
package systemk.json;

import org.jspecify.annotations.NullMarked;
