@NullMarked
package systemk.init.contract;

import org.jspecify.annotations.NullMarked;
