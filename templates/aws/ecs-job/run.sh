#!/bin/sh
# Starts a job and waits for its end, from the folder of the stack: sh modules/ecs-job/run.sh migrate
# It needs terraform, aws and jq. It prints what the job printed, and fails if the job did.
set -eu

job="$(terraform output -json "$1_run")"
value() { printf '%s' "$job" | jq --raw-output "$1"; }
AWS_REGION="$(value .region)"
export AWS_REGION

machine="$(value .state_machine_arn)"
[ "$machine" != null ] || { echo "The job has no image yet." >&2 && exit 1; }
start="$(date +%s)000"
run="$(aws stepfunctions start-execution --state-machine-arn "$machine" --query executionArn --output text)"
echo "Started $run" >&2
while
  status="$(aws stepfunctions describe-execution --execution-arn "$run" --query status --output text)"
  [ "$status" = RUNNING ]
do
  sleep 5
done

aws logs filter-log-events --log-group-name "$(value .log_group)" --start-time "$start" --output json | jq --raw-output '.events[].message'
[ "$status" = SUCCEEDED ] || { echo "The run ended as $status." >&2 && exit 1; }
