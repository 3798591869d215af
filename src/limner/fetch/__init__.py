"""The guarded fetcher: the one way to an address that somebody else wrote down."""

from limner.fetch.addresses import PrivateHosts
from limner.fetch.fetcher import Fetched, Fetcher
from limner.fetch.names import SystemNames
from limner.fetch.outgoing import Answered, Method, Outgoing

__all__ = [
    "Answered",
    "Fetched",
    "Fetcher",
    "Method",
    "Outgoing",
    "PrivateHosts",
    "SystemNames",
]
