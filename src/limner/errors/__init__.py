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

from collections.abc import Sequence

from limner.errors.base import LimnerError as LimnerError
from limner.errors.base import Problem as Problem
from limner.errors.service import ServiceBusy as ServiceBusy
from limner.errors.service import ServiceError as ServiceError
from limner.errors.service import ServiceRefused as ServiceRefused
from limner.errors.service import ServiceUnauthorized as ServiceUnauthorized


class InputError(LimnerError):
    """The request cannot be used"""

    code = "bad_request"


class MalformedJson(InputError):
    """The body is not valid JSON"""

    code = "malformed_json"


class UnsupportedMediaType(InputError):
    """This route takes application/json only"""

    code = "unsupported_media_type"


class BodyTooLarge(InputError):
    """The request body is too large"""

    code = "too_large"


class RangeNotSatisfiable(InputError):
    """The file ends before the range begins"""

    code = "range_not_satisfiable"


class BodyTimeout(InputError):
    """The request body did not arrive in time"""

    code = "body_timeout"


class BadField(InputError):
    """A field has a value that cannot be used"""

    code = "bad_field"


class MissingInput(InputError):
    """A required input is missing"""

    code = "missing_input"


class UnknownInput(InputError):
    """An input is not known to the workflow"""

    code = "unknown_input"


class IdempotencyKeyReused(InputError):
    """The idempotency key was used before with another body"""

    code = "idempotency_key_reused"


class InvalidDocument(InputError):
    """The workflow document cannot be kept"""

    code = "invalid_document"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_summary(problems), errors=[problem.as_json() for problem in problems])
        self.problems = tuple(problems)


class InvalidWorkflow(InputError):
    """The workflow has problems and cannot run"""

    code = "invalid_workflow"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(_summary(problems), errors=[problem.as_json() for problem in problems])
        self.problems = tuple(problems)


class TemplateError(InputError):
    """A template cannot be rendered"""

    code = "bad_field"


class UnknownReference(TemplateError):
    """A template names something that does not exist"""

    code = "unknown_reference"


class RequestError(InputError):
    """The model cannot do what was asked"""

    code = "bad_parameter"


class BadParameter(RequestError):
    """A parameter has a value the model does not take"""


class PromptEmpty(RequestError):
    """The prompt is empty"""

    code = "prompt_empty"


class PromptTooLong(RequestError):
    """The prompt is too long"""

    code = "prompt_too_long"


class PromptTooShort(RequestError):
    """The prompt is too short for the model"""

    code = "prompt_too_short"


class UnsupportedSize(RequestError):
    """The model cannot make this size"""

    code = "unsupported_size"


class ReferenceNotSupported(RequestError):
    """The model takes no reference images of this kind"""

    code = "reference_not_supported"


class TooManyReferences(RequestError):
    """More reference images than the model takes"""

    code = "too_many_references"


class ReferencesMissing(RequestError):
    """The model works on an image, and none is given"""

    code = "references_missing"


class UnknownCredential(InputError):
    """No such credential"""

    code = "unknown_credential"


class UnknownModel(RequestError):
    """No such model"""

    code = "unknown_model"


class WrongModel(RequestError):
    """The model is made for something else"""

    code = "wrong_model"


class ModelRetired(RequestError):
    """The model was shut down by its provider"""

    code = "model_retired"


class ListLengthsDiffer(RequestError):
    """Lists that pair up have different lengths"""

    code = "list_lengths_differ"


class TooManyItems(RequestError):
    """The list has too many items"""

    code = "too_many_items"


class OutputTooLarge(RequestError):
    """A node puts out more than can be kept"""

    code = "output_too_large"


class FetchError(InputError):
    """The address cannot be used"""

    code = "fetch_failed"


class AddressRefused(FetchError):
    """The address is none that Limner fetches"""

    code = "address_refused"


class FetchFailed(FetchError):
    """Nothing usable came from the address"""


class FetchUnreachable(FetchFailed):
    """The address cannot be reached"""


class FetchLost(FetchFailed):
    """The address was asked, and no whole answer came"""


class FetchedTooLarge(FetchError):
    """More came from the address than fits"""

    code = "file_too_large"


class UploadError(InputError):
    """The file is not an acceptable image"""

    code = "unsupported_type"


class FileTooLarge(UploadError):
    """The file is too large"""

    code = "file_too_large"


class UnsupportedType(UploadError):
    """The file is not a PNG, JPEG or WebP image"""


class DamagedImage(UploadError):
    """The image is damaged or incomplete"""

    code = "damaged_image"


class ImageTooLarge(UploadError):
    """The image has more than 100 megapixels"""

    code = "image_too_large"


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


class AccessError(LimnerError):
    """Access is refused"""

    code = "forbidden"


class Unauthorized(AccessError):
    """An API key is needed"""

    code = "unauthorized"


class BudgetExceeded(AccessError):
    """The money that may be spent is used up"""

    code = "budget_exceeded"


class ScopeMissing(AccessError):
    """The key does not allow this"""

    code = "scope_missing"


class HookRefused(Unauthorized):
    """The call is not signed as it must be"""

    code = "hook_refused"


class HookRepeated(Unauthorized):
    """The signed call was taken before"""

    code = "signature_used"


class HostRefused(AccessError):
    """This server does not answer under that host name"""

    code = "host_refused"


class OriginRefused(AccessError):
    """A page of another origin may not drive this server"""

    code = "origin_refused"


class SignatureInvalid(AccessError):
    """The signed address was altered"""

    code = "signature_invalid"


class UrlExpired(AccessError):
    """The signed address has expired"""

    code = "url_expired"


class TokenInvalid(AccessError):
    """The status token was altered, or belongs to something else"""

    code = "token_invalid"


class TokenExpired(AccessError):
    """The status token has expired"""

    code = "token_expired"


class AddressUnavailable(Conflict):
    """The server cannot listen on this address"""

    code = "address_unavailable"


class ModelLocked(AccessError):
    """Only enabled models may be used in this workspace"""

    code = "model_locked"


class TierRequired(AccessError):
    """The model needs a higher tier"""

    code = "tier_required"


class UnsafeListen(AccessError):
    """Listening beyond this machine needs an admin key"""

    code = "unsafe_listen"


class ProviderError(LimnerError):
    """The provider failed"""

    code = "provider_bad_answer"


class ProviderBadRequest(ProviderError):
    """The provider refused the request as malformed"""

    code = "provider_bad_request"


class ProviderModelGone(ProviderBadRequest):
    """The provider does not know the model, or no longer"""


class ProviderUnauthorized(ProviderError):
    """The provider refused the key"""

    code = "provider_unauthorized"


class ProviderNoCredit(ProviderError):
    """The account at the provider has no credit"""

    code = "provider_no_credit"


class ContentRefused(ProviderError):
    """The provider refused the content"""

    code = "content_refused"


class RateLimited(ProviderError):
    """The provider asks to slow down"""

    code = "rate_limited"


class ProviderOverloaded(ProviderError):
    """The provider is overloaded"""

    code = "provider_overloaded"


class ProviderTimeout(ProviderError):
    """The provider did not answer in time"""

    code = "provider_timeout"


class ProviderUnreachable(ProviderError):
    """The provider cannot be reached"""

    code = "provider_unreachable"


class ProviderBadAnswer(ProviderError):
    """The provider's answer cannot be used"""


class NotConfigured(ProviderError):
    """The provider is not set up"""

    code = "not_configured"


class UnknownOutcome(ProviderError):
    """A call was sent and its answer was lost"""

    code = "unknown_outcome"


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


class NoLongerDriving(StorageError):
    """Another server drives this database now"""

    code = "no_longer_driving"


class NoDriver(StorageError):
    """No server drives this database at the moment"""

    code = "no_driver"


def _summary(problems: Sequence[Problem]) -> str:
    if not problems:
        return "The document has problems."
    first = problems[0]
    where = f"{first.node_id}: " if first.node_id else ""
    rest = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{where}{first.message}{rest}"
