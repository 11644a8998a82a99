# Makes the directory site/web serves, with a page if there is none.
set -eu
umask 022
dir=$SYSTEMK_ROOT/var/site/content
mkdir -p "$dir"
[ -e "$dir/index.html" ] || printf '<!doctype html>\n<title>%s</title>\n<h1>%s</h1>\n' "$1" "$1" >"$dir/index.html"
