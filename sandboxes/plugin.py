"""The built-in sandboxes, registered the way a plugin registers its own."""

from rewardry import hookimpl
from rewardry.plugins import Registrar


@hookimpl
def rewardry_register(registry: Registrar) -> None:
    """Register every built-in sandbox."""
    sandbox = registry.sandbox
    sandbox("local", "rewardry.sandboxes.local.sandbox:Local", "namespaces, Landlock and seccomp; no daemon, no root")
