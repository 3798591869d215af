"""A small client of a Limner server, for programs.

    from limner.client import Limner

    with Limner("http://127.0.0.1:8420", key="lim_…") as limner:
        run = limner.run("wf_…", {"prompt": "a fox in the snow"})
        print(run.outputs["image"])

`AsyncLimner` is the same with `async` and `await`. Nothing of the server is loaded.
"""

from limner.client.asynchronous import AsyncLimner
from limner.client.synchronous import Limner
from limner.client.types import (
    Asset,
    Estimate,
    Event,
    Model,
    Refused,
    Run,
    RunFailed,
    Workflow,
)

__all__ = [
    "Asset",
    "AsyncLimner",
    "Estimate",
    "Event",
    "Limner",
    "Model",
    "Refused",
    "Run",
    "RunFailed",
    "Workflow",
]
