"""The built-in sandboxes, registered the way a plugin registers its own."""

from rewardry import hookimpl
from rewardry.plugins import Registrar


@hookimpl
def rewardry_register(registry: Registrar) -> None:
    """Register every built-in sandbox."""
    sandbox = registry.sandbox
    sandbox("docker", "rewardry.sandboxes.docker.sandbox:Docker", "a warm pool of containers, one program at a time")
    sandbox("local", "rewardry.sandboxes.local.sandbox:Local", "namespaces, Landlock and seccomp; no daemon, no root")
    sandbox("remote", "rewardry.sandboxes.remote.sandbox:Remote", "a server of SandboxFusion or Piston")


@hookimpl
def rewardry_commands() -> dict[str, tuple[str, str]]:
    """Add `rewardry sandbox`."""
    return {"sandbox": ("rewardry.sandboxes.commands:sandbox", "What sandboxes need before they can run programs.")}
