# nginx.sh start|refresh ADDRESS PORT WORKERS USER ROOT: writes the configuration and has it used.
set -eu
umask 022
dir=$SYSTEMK_ROOT/var/nginx
mkdir -p "$dir/temp"
user=
if [ "$(id -u)" = 0 ]; then user="user $5;"; fi
case $6 in /*) root=$6 ;; *) root=$SYSTEMK_ROOT/$6 ;; esac

cat >"$dir/nginx.conf.new" <<END
$user
worker_processes $4;
pid $dir/nginx.pid;
error_log $dir/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path $dir/temp;
  proxy_temp_path $dir/temp;
  fastcgi_temp_path $dir/temp;
  uwsgi_temp_path $dir/temp;
  scgi_temp_path $dir/temp;
  server {
    listen $2:$3;
    root $root;
  }
}
END
# A start also tries to bind; what is wrong with the text alone is not worth a second try.
if ! nginx -q -t -e stderr -c "$dir/nginx.conf.new" >"$dir/test.log" 2>&1; then
  cat "$dir/test.log" >&2
  if grep -q 'bind()' "$dir/test.log"; then exit 1; fi
  exit 96
fi
mv "$dir/nginx.conf.new" "$dir/nginx.conf"
case $1 in
  start) exec nginx -e stderr -c "$dir/nginx.conf" ;;
  refresh) kill -HUP "$(cat "$dir/nginx.pid")" ;;
esac
