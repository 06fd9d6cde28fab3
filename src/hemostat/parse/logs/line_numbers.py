"""Numbers of lines in large logs."""

from hemostat.model.evidence import Evidence, Source


class LineNumbers:
    """Line numbers for places asked for in order, without counting any line twice."""

    def __init__(self, evidence: Evidence) -> None:
        """Begin at the first line."""
        self._evidence = evidence
        self._at = 0
        self._line = 1

    def source(self, begin: int, stop: int) -> Source:
        """The place of the line between two offsets; its text is cut at 500 bytes."""
        data = self._evidence.data
        self._line += data.count(b"\n", self._at, begin)
        self._at = begin
        text = data[begin : min(stop, begin + 500)].decode("utf-8", "backslashreplace")
        return self._evidence.source(self._line, text, begin)
