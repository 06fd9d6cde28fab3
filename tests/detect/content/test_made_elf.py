import pytest

from hemostat.detect.content.made_elf import TYPES, MadeElf, elf_bytes
from hemostat.detect.content.packed import shape_of
from hemostat.detect.content.yara_rules import YaraScanner, YaraText, compile_foreign
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath

FILE = Candidate(path=HostPath("/x"), real_path=HostPath("/x"), size=0)
RULE = """import "elf"
rule r {{ condition: elf.type == elf.{type} and for any s in elf.dynsym :
  (s.name == "{name}" and s.shndx {sign} 0 and s.type == elf.STT_FUNC) }}"""


def matches(rule: str, made: MadeElf) -> bool:
    scanner = YaraScanner(compile_foreign([YaraText("t", rule)]))
    return bool(list(scanner.scan(FILE, elf_bytes(made))))


def test_what_it_defines_and_wants_is_told_apart_by_yara() -> None:
    made = MadeElf("dyn", defines=("readdir",), imports=("dlsym",))
    assert matches(RULE.format(type="ET_DYN", name="readdir", sign="!="), made)
    assert matches(RULE.format(type="ET_DYN", name="dlsym", sign="=="), made)
    assert not matches(RULE.format(type="ET_DYN", name="dlsym", sign="!="), made)


@pytest.mark.parametrize("kind", TYPES)
def test_it_has_sections_and_its_texts(kind: str) -> None:
    data = elf_bytes(MadeElf(kind, texts=("one", "two")))
    assert b"\0one\0two\0" in data
    shape = shape_of(data)
    assert (shape is None) is (kind == "rel")
    assert shape is None or shape.sections == 5
