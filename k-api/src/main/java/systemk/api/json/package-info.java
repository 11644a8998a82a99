/// The protocol's values as JSON and back.
@NullMarked
package systemk.api.json;

import org.jspecify.annotations.NullMarked;
