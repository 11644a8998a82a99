/// Examples and properties of the graph of services.
@NullMarked
package systemk.core.graph;

import org.jspecify.annotations.NullMarked;
