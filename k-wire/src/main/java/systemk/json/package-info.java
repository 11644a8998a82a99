/// JSON as immutable values, and its text form.
@NullMarked
package systemk.json;

import org.jspecify.annotations.NullMarked;
