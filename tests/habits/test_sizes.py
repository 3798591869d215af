"""A file is of a size one can hold in mind."""

from harness.project import name_of, written_files

LONGEST = 600
GENERATED = {"web/src/api/schema.ts"}


def test_no_file_is_too_long() -> None:
    lengths = {
        name_of(file): len(file.read_text(encoding="utf-8").splitlines())
        for file in written_files(".py", ".ts", ".tsx", ".css")
        if name_of(file) not in GENERATED
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length >= LONGEST} == {}
