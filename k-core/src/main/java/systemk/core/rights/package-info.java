/// Who may change and see what (smf.md §7): what each change asks for, and what somebody holds.
@NullMarked
package systemk.core.rights;

import org.jspecify.annotations.NullMarked;
