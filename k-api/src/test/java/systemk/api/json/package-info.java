@NullMarked
package systemk.api.json;

import org.jspecify.annotations.NullMarked;
