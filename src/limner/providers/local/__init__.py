"""Models that run on this machine: diffusers pipelines in a worker process of their own.

`provider`, `runner`, `messages`, `settings` and `placement` are the server's side and import no
PyTorch; `worker` and what it imports run in the worker process, where the optional extra is
installed.
"""

from limner.providers.local.provider import LocalProvider

PROVIDER = LocalProvider

__all__ = ["PROVIDER", "LocalProvider"]
