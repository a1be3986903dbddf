#!/bin/sh
# Runs the setup job of a database and waits for its end. From the folder of the stack:
#   sh modules/postgresql-flexible-server/setup.sh app_db
#     makes the logins and their rights;
#   sh modules/postgresql-flexible-server/setup.sh app_db --command='SELECT count(*) FROM orders'
#     runs psql with these arguments, as the administrator.
# It needs terraform, az (with the extension containerapp) and jq. It prints what psql printed, and fails if psql did.
set -eu

setup="$(terraform output -json "$1_setup")"
shift
name="$(printf '%s' "$setup" | jq --raw-output .name)"
group="$(printf '%s' "$setup" | jq --raw-output .resource_group)"

if [ "$#" -gt 0 ]; then
  template="$(mktemp)"
  trap 'rm -f "$template"' EXIT
  az containerapp job show --name "$name" --resource-group "$group" --query properties.template --output json |
    jq '{containers: [.containers[0] | {name, image, command, args: $ARGS.positional, env, resources: (.resources | {cpu, memory})}]}' \
      --args -- "$@" >"$template"
  run="$(az containerapp job start --name "$name" --resource-group "$group" --yaml "$template" --query name --output tsv)"
else
  run="$(az containerapp job start --name "$name" --resource-group "$group" --query name --output tsv)"
fi
echo "Started $run" >&2
while
  status="$(az containerapp job execution show --name "$name" --resource-group "$group" --job-execution-name "$run" \
    --query properties.status --output tsv)"
  [ "$status" = Running ] || [ "$status" = Processing ] || [ "$status" = Unknown ]
do
  sleep 5
done

az containerapp job logs show --name "$name" --resource-group "$group" --execution "$run" --container psql --format text --tail 300 ||
  echo "There is no log yet: the workspace has it in a few minutes, as ContainerAppConsoleLogs." >&2
[ "$status" = Succeeded ] || { echo "The run ended as $status." >&2 && exit 1; }
