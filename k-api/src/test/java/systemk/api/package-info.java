@NullMarked
package systemk.api;

import org.jspecify.annotations.NullMarked;
