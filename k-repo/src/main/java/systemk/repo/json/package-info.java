/// The stored form of configuration: JSON, format version 2, and 1 for reading.
@NullMarked
package systemk.repo.json;

import org.jspecify.annotations.NullMarked;
