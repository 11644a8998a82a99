/// What a shell may put in place of a word that is being typed.
@NullMarked
package systemk.shell.complete;

import org.jspecify.annotations.NullMarked;
