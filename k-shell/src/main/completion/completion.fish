# Completion of @command@ for fish; made from its manual page.

# Lists what there is of a kind, by asking the tree that runs, if one does.
function __systemk_@command@_found
    set -l typed (commandline -opc)
    set -l bin (command -s $typed[1]); or return
    set -l home (dirname (dirname (realpath $bin)))
    $home/libexec/k.complete $argv[1] (commandline -ct) $typed[2..-1] 2>/dev/null
end

complete -c @command@ -f
@completions@
