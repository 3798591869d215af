"""As much of openssl as the documentation uses, for machines that have none."""

import argparse
import hashlib
import hmac
import sys


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["dgst"])
    parser.add_argument("-sha256", action="store_true", required=True)
    parser.add_argument("-hmac", required=True)
    given = parser.parse_args()
    digest = hmac.digest(given.hmac.encode(), sys.stdin.buffer.read(), hashlib.sha256)
    print(f"SHA2-256(stdin)= {digest.hex()}")


if __name__ == "__main__":
    main()
