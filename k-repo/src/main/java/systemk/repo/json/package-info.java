/// The stored form of configuration: JSON, format version 1.
@NullMarked
package systemk.repo.json;

import org.jspecify.annotations.NullMarked;
