@NullMarked
package systemk.bench.micro;

import org.jspecify.annotations.NullMarked;
