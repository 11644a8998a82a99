#compdef @command@
# Completion of @command@ for zsh; made from its manual page.

# Adds what there is of some kinds. Names are asked for of the tree that runs, if one does.
_systemk_@command@_found() {
  local kind bin name about
  local -a names shown
  for kind; do
    case $kind in
      none) ;;
      files) _files ;;
      directories) _files -/ ;;
      columns) _values -s , column @columns@ ;;
@words@
      *)
        bin=${commands[$typed[1]]:-$typed[1]}
        names=() shown=()
        while IFS=$'\t' read -r name about; do
          names+=("$name")
          shown+=("$name${about:+  -- $about}")
        done < <("${bin:A:h}/../libexec/k.complete" $kind "${(Q)PREFIX}" "${(@)typed[2,-1]}" 2>/dev/null)
        ((!$#names)) || compadd -l -d shown -a names
        ;;
    esac
  done
}

_@command@() {
  local context state state_descr line
  local -a typed=("${(@)words[1,CURRENT-1]}")
  typeset -A opt_args
@arguments@
}

_@command@ "$@"
