"""What the caller sent that cannot work."""

from __future__ import annotations

from collections.abc import Sequence

from limner.errors.base import LimnerError, Problem


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


def _summary(problems: Sequence[Problem]) -> str:
    if not problems:
        return "The document has problems."
    first = problems[0]
    where = f"{first.node_id}: " if first.node_id else ""
    rest = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{where}{first.message}{rest}"
