# Reads etc/site.conf, lines of name=value, into var/site/config. Exit 96 means the file is broken.
set -eu
umask 022
file=$SYSTEMK_ROOT/etc/site.conf
mkdir -p "$SYSTEMK_ROOT/etc" "$SYSTEMK_ROOT/var/site"
[ -e "$file" ] || printf '# name=value\ngreeting=hello\n' >"$file"
if grep -n -v -E '^[A-Za-z_][A-Za-z0-9_]*=|^#|^$' "$file" >&2; then
  echo "these lines of $file are not name=value" >&2
  exit 96
fi
cp "$file" "$SYSTEMK_ROOT/var/site/config.new"
mv "$SYSTEMK_ROOT/var/site/config.new" "$SYSTEMK_ROOT/var/site/config"
