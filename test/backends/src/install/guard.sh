# Outlives the process that started it, and cleans up after it: when standard
# input ends without the word `done`, the watched process group is ended and the
# folder $1 is removed. A killed process cannot do this itself, and no handler
# in it has to.
trap '' INT TERM HUP
group=
while read -r word value; do
  case $word in
    watch) group=$value ;;
    done) exit 0 ;;
  esac
done
if [ -n "$group" ] && kill -TERM "-$group" 2>/dev/null; then
  tries=0
  while kill -0 "-$group" 2>/dev/null && [ "$tries" -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
  kill -KILL "-$group" 2>/dev/null
fi
rm -rf -- "$1"
