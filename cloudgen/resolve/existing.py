"""Services of what is there already: what the catalog's file says of a made one, without what makes, sizes and bills it."""

import json

from cloudgen.load.catalog import Kind, Service
from cloudgen.load.catalog_models import Footprint
from cloudgen.load.fields import references_of
from cloudgen.load.service_models import Existing, ExistingInput, Input, KeyNames
from cloudgen.problems import Problems, Where

_IGNORED = "It is there already, and its own settings hold."


def as_existing(name: str, service: Service, kind: Kind, where: Where, problems: Problems) -> Service | None:
    """A service as one that is there already; None where it can't be, which is a problem at the spec's line that says so."""
    if service.existing is None:
        message = f"{service.title} can't be one that is there already."
        problems.add("not-existing", message, where, "Remove the cloud from 'existing'; cloudgen makes it.")
        return None
    return existing_service(name, service, service.existing, kind)


def existing_service(name: str, service: Service, form: Existing, kind: Kind) -> Service:
    """The file of an existing one: its identifying inputs, the flows to it, its outputs; nothing that makes or bills it."""
    inputs = {key: _input(each) for key, each in form.inputs.items()}
    outputs = service.outputs if form.outputs is None else form.outputs
    lacking = {f"self.{name}" for name in service.outputs if name not in outputs}
    return service.model_copy(
        update={
            "title": f"{service.title} (existing)",
            "module": f"{name}-existing",
            "host": None,
            "tagged": False,
            "naming": None,
            "key_names": KeyNames(caller=service.key_names.caller),
            "size": None,
            "inputs": inputs,
            "replace_on": {},
            "limits": {},
            "ignores": {setting: _IGNORED for setting in kind.settings if setting not in form.settings},
            "arguments": form.arguments,
            "providers": {},
            "entries": {},
            "grants": [],
            "network": [],
            "conditions": [],
            "checks": [],
            "flows": [*form.flows, *service.flows],
            "refuses": {**service.refuses, **form.refuses},
            "usage": {},
            "footprint": Footprint.model_validate(dict.fromkeys(Footprint.model_fields)),
            "billed": [],
            "outputs": outputs,
            "stack_outputs": form.stack_outputs
            | {
                key: each
                for key, each in service.stack_outputs.items()
                if not lacking & {reference.dotted for reference in references_of(each.value)}
            },
            "steps": form.steps,
        }
    )


def _input(form: ExistingInput) -> Input:
    """What the spec gives is null until it does; what follows from that is for other services alone."""
    given = form.value is None
    text = f"{form.help} For example: {json.dumps(form.example)}." if form.required and given else form.help
    data = {"value": "null", "type": form.type, "help": text, "required": form.required and given, "pass": given}
    return Input.model_validate(data).model_copy(update={} if given else {"value": form.value})
