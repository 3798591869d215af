"""As much of curl as the documentation uses, for machines that have none: `python curl.py …`.

Unlike curl it fails on an HTTP error, so that an example that is refused is seen.
"""

import argparse
import sys
import urllib.error
import urllib.request
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("-d", dest="data")
    parser.add_argument("-s", action="store_true")
    given = parser.parse_args()
    headers = dict(header.split(": ", 1) for header in given.headers)
    request = urllib.request.Request(
        given.url, data=_body(given.data), headers=headers, method=given.method
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            sys.stdout.buffer.write(answer.read())
    except urllib.error.HTTPError as refused:
        sys.stderr.buffer.write(refused.read())
        return 22
    return 0


def _body(said: str | None) -> bytes | None:
    if said is None:
        return None
    return Path(said[1:]).read_bytes() if said.startswith("@") else said.encode()


if __name__ == "__main__":
    sys.exit(main())
