"""What Python runs at every start: `import` lines of .pth files, sitecustomize, usercustomize."""

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.records import PythonStartup
from hemostat.parse.place import Place

_BOM = "\ufeff"


def parse_pth(evidence: Evidence, place: Place) -> Parsed[PythonStartup]:
    r"""Read one .pth file: a record for each line that Python executes.

    That is a line that begins with `import` and a space or tab, at its very first column. Other
    lines are folders added to the module path, comments or blank, and run nothing.

    Raises: nothing.
    Source: Lib/site.py of CPython 3.13, `addpackage` (utf-8-sig, lines split as text files are).
    """
    records: list[PythonStartup] = []
    for number, raw in evidence.lines():
        line = raw.removeprefix(_BOM) if number == 1 else raw
        # Text mode also ends a line at \r, which `cat` shows as one line overwritten by the next.
        records += [
            _record(evidence, place, number, part.rstrip())
            for part in line.split("\r")
            if part.startswith(("import ", "import\t"))
        ]
    return Parsed(tuple(records))


def parse_customize(evidence: Evidence, place: Place) -> Parsed[PythonStartup]:
    """Read sitecustomize.py or usercustomize.py: each line that is neither blank nor a comment.

    Raises: nothing.
    Source: Lib/site.py of CPython 3.13, `execsitecustomize`, `execusercustomize`.
    """
    return Parsed(
        tuple(
            _record(evidence, place, number, line)
            for number, raw in evidence.lines()
            if (line := raw.strip()) and not line.startswith("#")
        )
    )


def _record(evidence: Evidence, place: Place, number: int, line: str) -> PythonStartup:
    return PythonStartup(source=evidence.source(number, line), account=place.account, command=line)


PARSERS = {"python_pth": parse_pth, "python_customize": parse_customize}
