#!/bin/sh
# Starts a job and waits for its end, from the folder of the stack: sh modules/cloud-run-job/run.sh migrate
# It needs terraform, gcloud and jq. It fails if the job did; the link that gcloud prints leads to what the job printed.
set -eu

job="$(terraform output -json "$1_run")"
value() { printf '%s' "$job" | jq --raw-output "$1"; }

gcloud run jobs execute "$(value .name)" --project "$(value .project)" --region "$(value .region)" --wait
