#!/bin/sh
# Starts Alertmanager with its secrets; arguments are passed on.
#
# Made from the systems of @obs/rules with `obs-rules generate`.
# Do not edit: change what it is made from, and run that again.
#
# Each secret comes from the file that <NAME>_FILE names, or from the variable <NAME>. A file that is
# empty or cannot be read falls back to the variable. Alertmanager gets them as files of its own, which
# only this user can read. The configuration is linked beside them, so a reload sees its changes. It runs
# in that folder, since it looks for them from where it was started: give --storage.path absolutely.
#
# ALERTMANAGER          the program, when it is not on PATH
# ALERTMANAGER_RUN_DIR  where the link and the files go; /tmp/alertmanager when not given
set -eu
umask 077

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
run=${ALERTMANAGER_RUN_DIR:-/tmp/alertmanager}

mkdir -p "$run/secrets"
if [ ! -O "$run" ]; then
  echo "start.sh: $run belongs to another user. Set ALERTMANAGER_RUN_DIR to a folder of your own." >&2
  exit 1
fi

# secret NAME file: writes the secret NAME to a file below the run folder.
secret() {
  eval "file=\${${1}_FILE:-}"
  value=
  if [ -n "$file" ]; then
    if [ -r "$file" ]; then
      value=$(cat "$file")
    else
      echo "start.sh: cannot read $file of ${1}_FILE; trying the variable $1." >&2
    fi
  fi
  case $value in
    *[![:space:]]*) ;;
    *) eval "value=\${$1:-}" ;;
  esac
  if [ -z "$value" ]; then
    echo "start.sh: there is no $1. Set $1, or put it into a file and set ${1}_FILE to its path." >&2
    exit 1
  fi
  printf '%s' "$value" > "$run/$2"
}

secret SLACK_API_URL secrets/slack_api_url
secret SMTP_PASSWORD secrets/smtp_password
ln -sf "$here/alertmanager.yml" "$here/notify.tmpl" "$run/"
cd "$run"
exec "${ALERTMANAGER:-alertmanager}" --config.file="$run/alertmanager.yml" "$@"
