"""Everything one does with a clone of Limner. Needs only Python 3.11 or newer and Git.

python3 tools/dev.py COMMAND        or, the same:        make COMMAND
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit("Limner needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

import tomllib

import build_steps
import environment
from node import Node
from shell import ROOT, environ, program, run, succeeds

_PYTHON_CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("lint-imports",),
)
_JOURNEYS = "tests/journeys"
# A journey keeps two processors busy by itself; the other tests mostly wait for the disk.
_SIDE_BY_SIDE = ("--numprocesses=logical", "--maxprocesses=4", "--dist=loadfile")


def setup(*, development: bool = False, local: bool = False) -> None:
    """Make .venv with limner in it, and build the canvas; quick when nothing has changed."""
    if build_steps.outdated():
        build_steps.build(environment.find_node())
    environment.install(development=development, local=local)


def start(arguments: list[str]) -> None:
    """Set up, then run the server: limner serve."""
    setup()
    command = [str(program(environment.VENV, "limner")), "serve", *arguments]
    if os.name == "nt":
        raise SystemExit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


def check(arguments: list[str]) -> None:
    """Lint, format, types and import floors of the Python code; the same for the canvas."""
    _no_arguments("check", arguments)
    _report(_checks())


def test(arguments: list[str]) -> None:
    """All checks and all tests; arguments go to pytest, and then only pytest runs."""
    if arguments:
        setup(development=True)
        _report({"pytest": succeeds([program(environment.VENV, "pytest"), *arguments])})
        return
    results = _checks()
    results["canvas tests"] = _npm("test")
    pytest = program(environment.VENV, "pytest")
    others = [folder for folder in _test_folders() if folder != _JOURNEYS]
    results["pytest"] = succeeds([pytest, *others, *_SIDE_BY_SIDE])
    results["journeys"] = succeeds([pytest, _JOURNEYS])
    _report(results)


def test_local(arguments: list[str]) -> None:
    """The tests of local models, in .venv-local with PyTorch (1.5 GB); arguments go to pytest."""
    environment.install_local()
    pytest = program(environment.LOCAL_VENV, "pytest")
    source = environ(PYTHONPATH=str(ROOT / "src"))
    _report({"pytest": succeeds([pytest, "tests/local", *arguments], env=source)})


def bench(arguments: list[str]) -> None:
    """Run the benchmarks, or those named; each prints its ratios against a floor."""
    setup(development=True)
    files = sorted((ROOT / "benchmarks").glob("[!_]*.py"))
    known = {file.stem: file for file in files}
    unknown = [name for name in arguments if name not in known]
    if unknown:
        raise SystemExit(f"No benchmark {', '.join(unknown)}; there are: {', '.join(known)}.")
    python = program(environment.VENV, "python")
    _report({name: succeeds([python, known[name]]) for name in arguments or known})


def docs(arguments: list[str]) -> None:
    """Write docs/reference from the program, and the canvas's types from its OpenAPI document."""
    _no_arguments("docs", arguments)
    setup(development=True)
    run([program(environment.VENV, "python"), "-m", "reference"], cwd=ROOT / "tools")
    _report({"canvas types": _npm("types")})


def pictures(arguments: list[str]) -> None:
    """Draw the templates' pictures, photograph every screen, keep a few for docs; or one of it."""
    setup(development=True)
    _npm_packages()
    command: list[str | Path] = [program(environment.VENV, "python"), "-m", "pictures", *arguments]
    search = environ(PYTHONPATH=str(ROOT / "tests"))
    _report({"pictures": succeeds(command, cwd=ROOT / "tools", env=search)})


def lock(arguments: list[str]) -> None:
    """Resolve the dependencies anew and write the lock files; arguments go to uv."""
    # No index address: the files must serve behind any mirror.
    form = "--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url"
    uv = environment.find_uv()
    resolve: list[str | Path] = [uv, "pip", "compile", *form.split(), "--no-header", *arguments]
    project: list[str | Path] = [ROOT / "pyproject.toml", "--group", "build"]
    run([*resolve, *project, "--output-file", environment.RUN_LOCK])
    project += ["--group", "dev", "--constraint", environment.RUN_LOCK]
    run([*resolve, *project, "--output-file", environment.DEV_LOCK])
    subprocess.run(
        [*resolve, "-", "--output-file", environment.TOOLS_LOCK],
        input="\n".join(environment.TOOLS_REQUIREMENTS),
        text=True,
        env=environ(),
        check=True,
    )


def _test_folders() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    folders: list[str] = project["tool"]["pytest"]["ini_options"]["testpaths"]
    return folders


def _checks() -> dict[str, bool]:
    setup(development=True)
    results = {
        " ".join(command): succeeds([program(environment.VENV, command[0]), *command[1:]])
        for command in _PYTHON_CHECKS
    }
    results["canvas checks"] = _npm("check")
    return results


def _npm(script: str) -> bool:
    node, web = _npm_packages(), ROOT / "web"
    return succeeds([node.npm, "run", script], cwd=web, env=node.environ())


def _npm_packages() -> Node:
    """What the canvas's tests need, the browser among it."""
    node = environment.find_node()
    build_steps.install_packages(node, ROOT / "web", development=True)
    return node


def _report(results: dict[str, bool]) -> None:
    failed = [name for name, passed in results.items() if not passed]
    if failed:
        raise SystemExit(f"Failed: {', '.join(failed)}.")


def _no_arguments(command: str, arguments: list[str]) -> None:
    if arguments:
        raise SystemExit(f"{command} takes no arguments.")


def _setup(arguments: list[str]) -> None:
    """Make .venv and build the canvas; --dev adds what tests need, --local what local models do."""
    if not {"--dev", "--local"}.issuperset(arguments):
        raise SystemExit("setup takes only --dev and --local.")
    setup(development="--dev" in arguments, local="--local" in arguments)


_COMMANDS = {
    "setup": _setup,
    "start": start,
    "test": test,
    "test-local": test_local,
    "check": check,
    "bench": bench,
    "docs": docs,
    "pictures": pictures,
    "lock": lock,
}


def main() -> None:
    lines = [f"  {name:12}{(command.__doc__ or '').strip()}" for name, command in _COMMANDS.items()]
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description=__doc__,
        epilog="commands:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=_COMMANDS, metavar="COMMAND")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…")
    chosen = parser.parse_args()
    _COMMANDS[chosen.command](chosen.arguments)


if __name__ == "__main__":
    main()
