# Outlives the fleet's process and ends its children when it goes away without doing so itself:
# Ctrl-C, a crash, SIGKILL. Each line of standard input is "+ GROUP" or "- GROUP"; at its end the
# groups that are left are ended.
trap '' INT TERM HUP
groups=
while read -r sign group; do
  case $sign in
    +) groups="$groups $group" ;;
    -)
      kept=
      for one in $groups; do [ "$one" = "$group" ] || kept="$kept $one"; done
      groups=$kept
      ;;
  esac
done
for group in $groups; do kill -TERM "-$group" 2>/dev/null; done
tries=0
while [ "$tries" -lt 30 ]; do
  left=
  for group in $groups; do kill -0 "-$group" 2>/dev/null && left=yes; done
  [ -z "$left" ] && exit 0
  sleep 0.1
  tries=$((tries + 1))
done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
