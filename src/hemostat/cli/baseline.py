"""`hemostat baseline save|show`: write down what a host has, to compare with later."""

import argparse
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from hemostat.cli.triage import examine_tree
from hemostat.examine.knowledge import rulebook_with
from hemostat.model.errors import UsageError
from hemostat.model.examination import Examination
from hemostat.model.text import Language, Text
from hemostat.report import words
from hemostat.report.escape import visible
from hemostat.run.priority import be_gentle
from hemostat.trees.opening import open_tree

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SAVED = Text(
    "kept {items} bytes in {file}, signed by {signer}. Keep it and {file}.sig off this host.",
    "已保存 {items} 字节到 {file}，签名者 {signer}。请将它与 {file}.sig 移出本机保存。",
)
_UNSIGNED = Text(
    "kept {items} bytes in {file}, not signed. Write this down, or sign it:\n"
    "  sha256 {digest}\n"
    "  ssh-keygen -Y sign -n hemostat-baseline -f ~/.ssh/id_ed25519 {file}",
    "已保存 {items} 字节到 {file}，未签名。请抄下摘要，或为其签名：\n"
    "  sha256 {digest}\n"
    "  ssh-keygen -Y sign -n hemostat-baseline -f ~/.ssh/id_ed25519 {file}",
)
_SHOWN = Text(
    "{file}: host {host}, examined {when}, {items} items, {findings} findings, {signed}",
    "{file}：主机 {host}，检查时间 {when}，{items} 项，{findings} 项发现，{signed}",
)


def run(asked: argparse.Namespace, language: Language) -> int:
    """Save or show a baseline.

    Raises:
        UsageError: the file or key cannot be used.
    """
    return _save(asked, language) if asked.action == "save" else _show(asked, language)


def _save(asked: argparse.Namespace, language: Language) -> int:
    from hashlib import sha256

    from hemostat.report.baseline_json import baseline_json
    from hemostat.store.earlier import NAMESPACE
    from hemostat.store.save import refuse_own_disk
    from hemostat.store.ssh_signature import fingerprint_of, sign

    key = _key(Path(asked.key)) if asked.key else None
    if asked.file == "-":
        if key:
            raise UsageError("--key writes FILE.sig beside FILE; name a file, not -")
        sys.stdout.buffer.write(baseline_json(_examination(asked, language)))
        return 0
    file = Path(asked.file)
    if file.exists():
        raise UsageError(f"{file} exists; an earlier baseline is not overwritten. Name another")
    if asked.source is None:
        refuse_own_disk(file, is_own_allowed=asked.save_here)
    data = baseline_json(_examination(asked, language))
    _write(file, data)
    if key:
        _write(file.with_name(file.name + ".sig"), sign(data, key, NAMESPACE).encode())
    text = (_SAVED if key else _UNSIGNED).in_language(language)
    said = text.format(
        items=len(data),
        file=visible(str(file)),
        signer=fingerprint_of(key) if key else "",
        digest=sha256(data).hexdigest(),
    )
    sys.stderr.write(f"hemostat: {said}\n")
    return 0


def _show(asked: argparse.Namespace, language: Language) -> int:
    from hemostat.store.earlier import read_earlier

    earlier = read_earlier(Path(asked.file))
    signed = words.SIGNED_BY if earlier.signer else words.NOT_SIGNED
    sys.stdout.write(
        _SHOWN.in_language(language).format(
            file=visible(asked.file),
            host=visible(earlier.host_id),
            when=f"{earlier.taken:%Y-%m-%d %H:%M} UTC" if earlier.taken else "?",
            items=len(earlier.items or ()),
            findings=len(earlier.findings),
            signed=signed.in_language(language).format(signer=earlier.signer),
        )
        + "\n"
    )
    for item in earlier.items or ():
        line = f"{item.kind:9} {visible(item.key)}  {visible(item.value)}"
        sys.stdout.write(line.rstrip() + "\n")
    return 0


def _examination(asked: argparse.Namespace, language: Language) -> Examination:
    tree = open_tree(asked.source, sys.stdin.buffer, Path(asked.spool) if asked.spool else None)
    if asked.source is None:
        be_gentle()
    rulebook, _ = rulebook_with(asked.rules)
    return examine_tree(tree, rulebook, asked, language)


def _key(path: Path) -> "Ed25519PrivateKey":
    from hemostat.store.ssh_signature import load_key

    try:
        return load_key(path)
    except TypeError:
        return load_key(path, getpass(f"{path}: ").encode())


def _write(file: Path, data: bytes) -> None:
    try:
        with file.open("xb") as out:
            out.write(data)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; name a file that can be written") from error
