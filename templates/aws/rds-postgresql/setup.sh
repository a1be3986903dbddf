#!/bin/sh
# Runs the setup job of a database and waits for its end. From the folder of the stack:
#   sh modules/rds-postgresql/setup.sh app_db
#     makes the logins and their rights;
#   sh modules/rds-postgresql/setup.sh app_db --command='SELECT count(*) FROM orders'
#     runs psql with these arguments, as the administrator.
# It needs terraform, aws and jq. It prints what psql printed, and its exit code is psql's.
set -eu

setup="$(terraform output -json "$1_setup")"
shift
value() { printf '%s' "$setup" | jq --raw-output "$1"; }

cluster="$(value .cluster)"
AWS_REGION="$(value .region)"
export AWS_REGION

task="$(aws ecs run-task --launch-type FARGATE --cluster "$cluster" --task-definition "$(value .task_definition)" \
  --network-configuration "$(value '{awsvpcConfiguration: {subnets: .subnets, securityGroups: [.security_group], assignPublicIp: "DISABLED"}}')" \
  --overrides "$(jq --null-input '{containerOverrides: [{name: "psql", command: $ARGS.positional}]}' --args -- "$@")" \
  --query 'tasks[0].taskArn || failures[0].reason' --output text)"
case "$task" in
arn:*) echo "Started $task" >&2 ;;
*) echo "ECS started no task: $task" >&2 && exit 1 ;;
esac

aws ecs wait tasks-stopped --cluster "$cluster" --tasks "$task"
aws logs tail "$(value .log_group)" --since 1h --format short --log-stream-names "setup/psql/${task##*/}" ||
  echo "There is no log: the container didn't start." >&2

code="$(aws ecs describe-tasks --cluster "$cluster" --tasks "$task" --query 'tasks[0].containers[0].exitCode' --output text)"
case "$code" in
0) ;;
None) aws ecs describe-tasks --cluster "$cluster" --tasks "$task" --query 'tasks[0].stoppedReason' --output text >&2 && exit 1 ;;
*) echo "psql ended with $code." >&2 && exit "$code" ;;
esac
