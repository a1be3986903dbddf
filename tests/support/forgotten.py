"""What the AWS emulator forgets, and the judgement of a second plan with that in mind."""

from typing import Any

# (resource type, attribute, blocks joined by dots) -> why the emulator's answer differs from what was applied.
FORGOTTEN = {
    ("aws_cloudfront_distribution", "default_cache_behavior.forwarded_values"): "Made up beside the cache policy.",
    ("aws_cloudfront_distribution", "ordered_cache_behavior.forwarded_values"): "Made up beside the cache policy.",
    ("aws_cloudfront_distribution", "origin.origin_access_control_id"): "Not kept.",
    ("aws_cloudfront_distribution", "viewer_certificate.ssl_support_method"): "Made up beside the default certificate.",
    ("aws_lambda_function", "image_config"): "Made up, empty, where none was given.",
    ("aws_lambda_function", "logging_config"): "Not kept.",
    ("aws_rds_cluster", "scaling_configuration"): "Made up: the form of Aurora Serverless v1.",
    ("aws_rds_cluster_instance", "performance_insights_enabled"): "Not kept.",
    ("aws_vpc_security_group_egress_rule", "description"): "Not kept where the rule names a security group.",
    ("aws_vpc_security_group_ingress_rule", "description"): "Not kept where the rule names a security group or prefix list.",
}

# Sets of blocks, which a plan lists in any order: the attribute that tells their members apart.
IDENTITIES = {"origin": "origin_id"}


def differing(before: Any, after: Any, unknown: Any, path: str = "") -> set[str]:
    """The attributes that a change touches, blocks joined by dots and without their numbers."""
    if unknown is True:
        return {path}
    if isinstance(before, dict) and isinstance(after, dict):
        marks = unknown if isinstance(unknown, dict) else {}
        keys = {*before, *after, *marks}
        return {found for key in keys for found in differing(before.get(key), after.get(key), marks.get(key), f"{path}.{key}".lstrip("."))}
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        if path in IDENTITIES and not unknown:
            before, after = (sorted(blocks, key=lambda block: str(block[IDENTITIES[path]])) for blocks in (before, after))
        members = unknown if isinstance(unknown, list) and len(unknown) == len(after) else [None] * len(after)
        return {found for old, new, mark in zip(before, after, members, strict=True) for found in differing(old, new, mark, path)}
    return set() if before == after else {path}


def forgotten(kind: str, attribute: str) -> tuple[str, str] | None:
    """The entry of FORGOTTEN for an attribute, or for the block that it stands in."""
    return next((entry for entry in FORGOTTEN if entry[0] == kind and f"{attribute}.".startswith(f"{entry[1]}.")), None)


def judged(shown: dict[str, Any]) -> tuple[list[str], set[tuple[str, str]]]:
    """What a plan changes and must not, and the entries of FORGOTTEN that answer for the rest."""
    faults = [
        f"output {name}: {change['actions']}" for name, change in shown.get("output_changes", {}).items() if change["actions"] != ["no-op"]
    ]
    met = set()
    for resource in shown["resource_changes"]:
        change, address = resource["change"], resource["address"]
        if "previous_address" in resource:
            faults.append(f"{address}: moved from {resource['previous_address']}")
        if change["actions"] not in (["no-op"], ["update"]):
            faults.append(f"{address}: {change['actions']}")
            continue
        for attribute in sorted(differing(change["before"], change["after"], change["after_unknown"])):
            entry = forgotten(resource["type"], attribute)
            if entry:
                met.add(entry)
            else:
                faults.append(f"{address}: {attribute}")
    return faults, met
