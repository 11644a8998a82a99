@NullMarked
package systemk.core.health;

import org.jspecify.annotations.NullMarked;
