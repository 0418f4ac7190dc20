"""A whole mail system in one process, for `weakties demo` and the tests: aiosmtpd in front, pymap behind."""

from worker.sandbox.accounts import SandboxAccount
from worker.sandbox.store import UnknownAddressError
from worker.sandbox.system import Sandbox

__all__ = ["Sandbox", "SandboxAccount", "UnknownAddressError"]
