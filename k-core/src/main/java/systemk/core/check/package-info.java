/// What is wrong with a configuration, found before anything runs with it.
@NullMarked
package systemk.core.check;

import org.jspecify.annotations.NullMarked;
