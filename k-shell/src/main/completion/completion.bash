# Completion of @command@ for bash; made from its manual page.

# Sets what can be completed after a subcommand, or before one if none is given.
_systemk_@command@_context() {
  case $1 in
@contexts@
    *) flags='' valued='' operands=none ;;
  esac
}

# Lists what of a kind begins with $cur. Names are asked for of the tree that runs, if one does.
_systemk_@command@_found() {
  local before bin
  case $1 in
    none) ;;
    files) compgen -f -- "$cur" ;;
    directories) compgen -d -- "$cur" ;;
    columns)
      before=${cur%"${cur##*,}"}
      compgen -P "$before" -W "@columns@" -- "${cur##*,}"
      ;;
@words@
    *)
      bin=$(type -P -- "${words[0]}") && bin=$(readlink -f -- "$bin") || return
      "${bin%/*}/../libexec/k.complete" "$1" "$cur" "${words[@]:1:${#words[@]}-2}" 2>/dev/null | cut -f 1
      ;;
  esac
}

_systemk_@command@() {
  local line=${COMP_LINE:0:COMP_POINT} subcommands='@subcommands@'
  local words cur prev flags valued operands kinds kind word i
  COMPREPLY=()
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  ((${#words[@]} > 1)) || return
  cur=${words[-1]} prev=${words[-2]}
  _systemk_@command@_context ''
  for ((i = 1; i < ${#words[@]} - 1; i++)); do
    word=${words[i]}
    if [[ $word != -* ]]; then
      [[ -z $subcommands ]] || _systemk_@command@_context "$word"
      break
    elif [[ " $valued" == *" $word="* ]]; then
      ((++i))
    fi
  done
  kinds=$operands
  if [[ $prev == -* && " $valued" == *" $prev="* ]]; then
    kinds=${valued#*"$prev="}
    kinds=${kinds%% *}
  elif [[ $cur == -* ]]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$flags" -- "$cur")
    return
  fi
  for kind in ${kinds//,/ }; do
    [[ $kind != files && $kind != directories ]] || compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(_systemk_@command@_found "$kind")
  done
  # Where readline breaks words at colons, only what follows the last one is replaced.
  if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
    COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
  fi
}

complete -F _systemk_@command@ @command@
