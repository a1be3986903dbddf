#!/bin/sh
# Starts a job and waits for its end, from the folder of the stack: sh modules/container-app-job/run.sh migrate
# It needs terraform, az (with the extension containerapp) and jq. It prints what the job printed, and fails if the job did.
set -eu

job="$(terraform output -json "$1_run")"
name="$(printf '%s' "$job" | jq --raw-output .name)"
group="$(printf '%s' "$job" | jq --raw-output .resource_group)"

run="$(az containerapp job start --name "$name" --resource-group "$group" --query name --output tsv)"
echo "Started $run" >&2
while
  status="$(az containerapp job execution show --name "$name" --resource-group "$group" --job-execution-name "$run" \
    --query properties.status --output tsv)"
  [ "$status" = Running ] || [ "$status" = Processing ] || [ "$status" = Unknown ]
do
  sleep 5
done

az containerapp job logs show --name "$name" --resource-group "$group" --execution "$run" --container "$name" --format text --tail 300 ||
  echo "There is no log yet: the workspace has it in a few minutes, as ContainerAppConsoleLogs." >&2
[ "$status" = Succeeded ] || { echo "The run ended as $status." >&2 && exit 1; }
