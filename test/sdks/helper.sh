#!/bin/sh
# Stands in front of the helper that `rolecall adopt` wrote, to see what an SDK does with it.
# Usage: helper.sh FOLDER COMMAND...
# Adds a line to FOLDER/runs. If FOLDER/hang exists, it never answers. If FOLDER/left holds a number
# of seconds, the answer expires after it: once if FOLDER/once exists.
folder=$1
shift
echo "stdin $(readlink /proc/self/fd/0) stderr $(readlink /proc/$$/fd/2)" >> "$folder/runs"
if [ -e "$folder/hang" ]; then
  echo $$ > "$folder/pid"
  exec sleep 100
fi
left=
[ -e "$folder/left" ] && left=$(cat "$folder/left")
[ -e "$folder/once" ] && rm -f "$folder/left"
[ -z "$left" ] && exec "$@"
answer=$("$@") || exit
expiry=$(date -u -d "+$left seconds" +%Y-%m-%dT%H:%M:%SZ)
printf '%s\n' "$answer" | sed "s/\"Expiration\":\"[^\"]*\"/\"Expiration\":\"$expiry\"/"
