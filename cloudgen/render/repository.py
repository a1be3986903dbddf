"""Files of the repository that belong to no cloud."""

from cloudgen.render.artifacts import Artifact


def render() -> list[Artifact]:
    """`infra/.gitattributes`: one line ending on every system, so that a checkout on Windows is no edit; collapsed in reviews.

    `infra/.gitignore`: what Terraform puts beside the stacks and plans, which may hold secrets; the lock file is to be committed.
    """
    return [
        Artifact("infra/.gitattributes", "* text=auto eol=lf linguist-generated\n", "repository"),
        Artifact("infra/.gitignore", ".terraform/\n*.tfplan\n*.tfstate\n*.tfstate.*\n", "repository"),
    ]
