"""Every error Limner raises on purpose.

    LimnerError
    ├── InputError               the caller sent something that cannot work
    │   ├── InvalidDocument      a document that cannot even be kept
    │   ├── InvalidWorkflow      a document that can be kept but not run
    │   ├── RequestError         a model cannot do what was asked of it
    │   ├── FetchError           an address that may not or could not be fetched
    │   └── UploadError          a file that is not an acceptable image
    ├── NotFound
    ├── Conflict                 someone else was first
    ├── AccessError              who is asking, from where, with which signature
    ├── ProviderError            a provider failed, refused or stayed silent
    ├── ServiceError             an outside service failed or refused
    ├── RunError                 a run ended without its outputs
    ├── WorkerError              a worker process failed, was too slow or not free
    └── StorageError             the disk or the database refused

A class's docstring is its title; ``code`` is stable and part of the interface.
HTTP statuses live in ``server/errors.py`` and nowhere else.
"""

from __future__ import annotations

from limner.errors.access import AccessError as AccessError
from limner.errors.access import BudgetExceeded as BudgetExceeded
from limner.errors.access import HookRefused as HookRefused
from limner.errors.access import HookRepeated as HookRepeated
from limner.errors.access import HostRefused as HostRefused
from limner.errors.access import ModelLocked as ModelLocked
from limner.errors.access import OriginRefused as OriginRefused
from limner.errors.access import ScopeMissing as ScopeMissing
from limner.errors.access import SignatureInvalid as SignatureInvalid
from limner.errors.access import TierRequired as TierRequired
from limner.errors.access import TokenExpired as TokenExpired
from limner.errors.access import TokenInvalid as TokenInvalid
from limner.errors.access import Unauthorized as Unauthorized
from limner.errors.access import UnsafeListen as UnsafeListen
from limner.errors.access import UrlExpired as UrlExpired
from limner.errors.base import LimnerError as LimnerError
from limner.errors.base import Problem as Problem
from limner.errors.inputs import AddressRefused as AddressRefused
from limner.errors.inputs import BadField as BadField
from limner.errors.inputs import BadParameter as BadParameter
from limner.errors.inputs import BodyTimeout as BodyTimeout
from limner.errors.inputs import BodyTooLarge as BodyTooLarge
from limner.errors.inputs import DamagedImage as DamagedImage
from limner.errors.inputs import FetchedTooLarge as FetchedTooLarge
from limner.errors.inputs import FetchError as FetchError
from limner.errors.inputs import FetchFailed as FetchFailed
from limner.errors.inputs import FetchLost as FetchLost
from limner.errors.inputs import FetchUnreachable as FetchUnreachable
from limner.errors.inputs import FileTooLarge as FileTooLarge
from limner.errors.inputs import IdempotencyKeyReused as IdempotencyKeyReused
from limner.errors.inputs import ImageTooLarge as ImageTooLarge
from limner.errors.inputs import InputError as InputError
from limner.errors.inputs import InvalidDocument as InvalidDocument
from limner.errors.inputs import InvalidWorkflow as InvalidWorkflow
from limner.errors.inputs import ListLengthsDiffer as ListLengthsDiffer
from limner.errors.inputs import MalformedJson as MalformedJson
from limner.errors.inputs import MissingInput as MissingInput
from limner.errors.inputs import ModelRetired as ModelRetired
from limner.errors.inputs import OutputTooLarge as OutputTooLarge
from limner.errors.inputs import PromptEmpty as PromptEmpty
from limner.errors.inputs import PromptTooLong as PromptTooLong
from limner.errors.inputs import PromptTooShort as PromptTooShort
from limner.errors.inputs import RangeNotSatisfiable as RangeNotSatisfiable
from limner.errors.inputs import ReferenceNotSupported as ReferenceNotSupported
from limner.errors.inputs import ReferencesMissing as ReferencesMissing
from limner.errors.inputs import RequestError as RequestError
from limner.errors.inputs import TemplateError as TemplateError
from limner.errors.inputs import TooManyItems as TooManyItems
from limner.errors.inputs import TooManyReferences as TooManyReferences
from limner.errors.inputs import UnknownCredential as UnknownCredential
from limner.errors.inputs import UnknownInput as UnknownInput
from limner.errors.inputs import UnknownModel as UnknownModel
from limner.errors.inputs import UnknownReference as UnknownReference
from limner.errors.inputs import UnsupportedMediaType as UnsupportedMediaType
from limner.errors.inputs import UnsupportedSize as UnsupportedSize
from limner.errors.inputs import UnsupportedType as UnsupportedType
from limner.errors.inputs import UploadError as UploadError
from limner.errors.inputs import WrongModel as WrongModel
from limner.errors.provider import ContentRefused as ContentRefused
from limner.errors.provider import NotConfigured as NotConfigured
from limner.errors.provider import ProviderBadAnswer as ProviderBadAnswer
from limner.errors.provider import ProviderBadRequest as ProviderBadRequest
from limner.errors.provider import ProviderError as ProviderError
from limner.errors.provider import ProviderModelGone as ProviderModelGone
from limner.errors.provider import ProviderNoCredit as ProviderNoCredit
from limner.errors.provider import ProviderOverloaded as ProviderOverloaded
from limner.errors.provider import ProviderTimeout as ProviderTimeout
from limner.errors.provider import ProviderUnauthorized as ProviderUnauthorized
from limner.errors.provider import ProviderUnreachable as ProviderUnreachable
from limner.errors.provider import RateLimited as RateLimited
from limner.errors.provider import UnknownOutcome as UnknownOutcome
from limner.errors.service import ServiceBusy as ServiceBusy
from limner.errors.service import ServiceError as ServiceError
from limner.errors.service import ServiceRefused as ServiceRefused
from limner.errors.service import ServiceUnauthorized as ServiceUnauthorized


class NotFound(LimnerError):
    """Nothing is here"""

    code = "not_found"


class MethodNotAllowed(LimnerError):
    """This address does not take this method"""

    code = "method_not_allowed"


class Conflict(LimnerError):
    """The state does not allow this"""

    code = "conflict"


class ModelExists(Conflict):
    """There is a model of this id already"""

    code = "model_exists"


class CredentialExists(Conflict):
    """There is a credential of this name already"""

    code = "credential_exists"


class NotPublished(Conflict):
    """Nothing of the workflow is published"""

    code = "not_published"


class SwitchedOff(Conflict):
    """The workflow is switched off"""

    code = "switched_off"


class VersionConflict(Conflict):
    """Someone else saved first"""

    code = "version_conflict"


class VersionRequired(Conflict):
    """Saving needs the version it is based on"""

    code = "version_required"


class AlreadyRunning(Conflict):
    """Another Limner process is using this data directory"""

    code = "already_running"


class AddressUnavailable(Conflict):
    """The server cannot listen on this address"""

    code = "address_unavailable"


class RunError(LimnerError):
    """The run did not succeed"""

    code = "run_failed"


class RunCancelled(RunError):
    """The run was cancelled"""

    code = "run_cancelled"


class ServerStopping(RunError):
    """The server is being stopped; the run goes on when it is back"""

    code = "server_stopping"


class NodeCrashed(RunError):
    """The node stopped with an internal error"""

    code = "internal_error"


class LimitReached(RunError):
    """A limit that is set for the node is reached"""

    code = "limit_reached"


class WorkerError(LimnerError):
    """A worker process stopped in the middle of its work"""

    code = "worker_failed"


class WorkerTimeout(WorkerError):
    """The work took longer than it may"""

    code = "worker_timeout"


class WorkersBusy(WorkerError):
    """Too much work is waiting already"""

    code = "server_busy"


class StorageError(LimnerError):
    """The data directory cannot be used"""

    code = "storage_unavailable"


class StorageFull(StorageError):
    """The disk is full"""

    code = "storage_full"


class SecretUnreadable(StorageError):
    """A kept secret was kept under another secret key"""


class NoLongerDriving(StorageError):
    """Another server drives this database now"""

    code = "no_longer_driving"


class NoDriver(StorageError):
    """No server drives this database at the moment"""

    code = "no_driver"
