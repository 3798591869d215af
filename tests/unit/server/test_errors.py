"""Every error has the status the interface promises."""

import pytest

from limner import errors
from limner.server.errors import status_of, status_of_code


def all_errors(kind: type[errors.LimnerError]) -> list[type[errors.LimnerError]]:
    return [kind, *(each for child in kind.__subclasses__() for each in all_errors(child))]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("provider_bad_request", 422),
        ("provider_unauthorized", 502),
        ("provider_no_credit", 402),
        ("content_refused", 422),
        ("rate_limited", 429),
        ("provider_overloaded", 503),
        ("provider_timeout", 504),
        ("provider_unreachable", 502),
        ("provider_bad_answer", 502),
        ("not_configured", 409),
        ("unknown_outcome", 409),
        ("prompt_empty", 422),
        ("prompt_too_long", 422),
        ("unsupported_size", 422),
        ("bad_parameter", 422),
        ("reference_not_supported", 422),
        ("too_many_references", 422),
        ("missing_input", 422),
        ("unknown_input", 422),
        ("idempotency_key_reused", 422),
        ("invalid_document", 422),
        ("invalid_workflow", 422),
        ("unsupported_media_type", 415),
        ("unsupported_type", 415),
        ("file_too_large", 413),
        ("damaged_image", 422),
        ("image_too_large", 422),
        ("bad_field", 422),
        ("malformed_json", 400),
        ("version_conflict", 412),
        ("version_required", 428),
        ("signature_invalid", 403),
        ("url_expired", 410),
        ("run_cancelled", 409),
        ("internal_error", 500),
        ("never heard of", 500),
    ],
)
def test_codes_have_the_statuses_of_the_interface(code: str, status: int) -> None:
    assert status_of_code(code) == status


@pytest.mark.parametrize("kind", all_errors(errors.LimnerError), ids=lambda kind: kind.__name__)
def test_errors_of_one_code_have_one_status(kind: type[errors.LimnerError]) -> None:
    assert status_of(kind) == status_of_code(kind.code)
