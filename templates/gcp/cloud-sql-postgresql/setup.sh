#!/bin/sh
# Runs the setup job of a database and waits for its end. From the folder of the stack:
#   sh modules/cloud-sql-postgresql/setup.sh app_db
#     makes the logins and their rights;
#   sh modules/cloud-sql-postgresql/setup.sh app_db --command='SELECT count(*) FROM orders'
#     runs psql with these arguments, as the administrator.
# It needs terraform, gcloud and jq. It prints what psql printed, and fails if psql did.
set -eu

setup="$(terraform output -json "$1_setup")"
shift
value() { printf '%s' "$setup" | jq --raw-output "$1"; }
name="$(value .name)"
project="$(value .project)"
region="$(value .region)"

if [ "$#" -gt 0 ]; then
  # The arguments, joined by a character that none of them has: `gcloud topic escaping`.
  joined="$(jq --null-input --raw-output '$ARGS.positional | join("\u001f")' --args -- "$@")"
  set -- "--args=^$(printf '\037')^$joined"
fi
run="$(gcloud run jobs execute "$name" --project "$project" --region "$region" --async --format 'value(metadata.name)' "$@")"
echo "Started $run" >&2

while
  succeeded="$(gcloud run jobs executions describe "$run" --project "$project" --region "$region" --format json |
    jq --raw-output 'first(.status.conditions[]? | select(.type == "Completed") | .status) // "Unknown"')"
  [ "$succeeded" = Unknown ]
do
  sleep 5
done

# Logs arrive some seconds after the run.
sleep 10
gcloud logging read "resource.type=cloud_run_job AND labels.\"run.googleapis.com/execution_name\"=$run" \
  --bucket "$(value .log_bucket)" --location "$(value .log_location)" --view _AllLogs --project "$project" --order asc --format 'value(textPayload)'
[ "$succeeded" = True ] || { echo "The run failed." >&2 && exit 1; }
