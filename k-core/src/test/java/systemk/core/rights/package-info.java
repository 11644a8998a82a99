@NullMarked
package systemk.core.rights;

import org.jspecify.annotations.NullMarked;
