# ruff: noqa: E501 — patterns are read whole.
"""PHP of a content management system that makes administrators, lets people in as one, or hides one.

Every such system has a page that does so for administrators: it asks for a right, or a token of the
form, before. Told apart is what does it for whoever knows an address, or on every visit.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hemostat.model.level import Level

MAX_SIZE = 512 * 1024
WORDS = (
    b"administrator",
    b"wp_set_auth_cookie",
    b"query_where",
    b"usergroup_map",
    b"authenticate",
    b"check_password",
)
"""One of these stands in every file of interest, lower case."""
_DOES = re.compile(
    r"(?i)\bwp_(?:create|insert)_user\s*\(|\bINSERT\s+INTO\s+[^;]{0,60}users\b|\bUser::create\s*\("
    r"|(?:->\s*|\b)(?:set|add)_?role\s*\(\s*['\"]administrator|\bgrant_super_admin\s*\("
)
_ADMINISTRATOR = re.compile(
    r"(?i)(?:set|add)_?role\s*\(\s*['\"]administrator['\"]|['\"]role['\"]\s*=>\s*['\"]administrator['\"]"
    r"|capabilities[^;]{0,120}administrator|grant_super_admin\s*\(|usergroup_map[^;]{0,120}\b[78]\b"
)
_SENT = r"(?:\$_(?:GET|POST|REQUEST|COOKIE)\s*\[[^\]]{1,60}\]|\$_SERVER\s*\[\s*['\"]HTTP_\w+['\"]\s*\]|->\s*get\s*\([^()]{1,40}\))"
_GATE = re.compile(
    rf"(?i){_SENT}\s*\)?\s*===?\s*['\"][^'\"]+['\"]|['\"][^'\"]+['\"]\s*===?\s*{_SENT}"
    r"|\b(?:md5|sha1|hash|crypt|base64_encode)\s*\([^;{}]{0,80}\$[^;{}]{0,80}\)\s*[!=]==?\s*['\"]|\bpassword_verify\s*\([^;{}]{0,80},\s*['\"]\$2"
    r"|['\"]wp_ajax_nopriv_|permission_callback['\"]\s*=>\s*['\"]__return_true"
    rf"|\bif\s*\(\s*(?:!\s*empty|isset)\s*\(\s*{_SENT}\s*\)\s*\)"
)
_WRITTEN_OUT = re.compile(
    r"(?i)\bwp_create_user\s*\(\s*[^,;]{1,80},\s*['\"][^'\"]{3,}['\"]|['\"]user_pass['\"]\s*=>\s*(?:md5\s*\()?\s*['\"][^'\"]{3,}['\"]"
)
_GUARD = re.compile(
    r"(?i)check_admin_referer|wp_verify_nonce|current_user_can|check_ajax_referer|is_super_admin|WP_CLI|->\s*can\s*\(|hasPermission|checkToken"
)
_LETS_IN = re.compile(r"(?i)\bwp_set_auth_cookie\s*\(\s*(?P<first>1\b)?")
_HIDES = re.compile(
    r"(?i)query_where[^;]{0,200}(?:user_login|\bID)\b[^;]{0,12}(?:!=|<>|\bNOT\s+(?:IN\s*\(|LIKE))\s*\\?['\"]?[\w.@-]"
)
_OF_LISTS = re.compile(r"add_(?:action|filter)\s*\(\s*['\"]pre_user_query")
_MASTER_KEY = re.compile(
    r"(?i)add_filter\s*\(\s*['\"](?:authenticate|check_password|wp_authenticate_user)['\"][^\x00]{0,300}?\$\w+\s*===?\s*['\"][^'\"]{4,}['\"]"
    r"[^\x00]{0,80}?(?:\btrue\b|get_user_by|new\s+WP_User)"
)
_ANYBODY = re.compile(
    r"(?i)\bupdate_option\s*\(\s*['\"]default_role['\"]\s*,\s*['\"]administrator['\"]"
)
_BEFORE, _AFTER = 600, 500


class Grant(NamedTuple):
    """One place: what it does (makes, lets-in, hides, anybody), where, how bad."""

    way: str
    offset: int
    length: int
    level: Level


def grants(text: str) -> Iterator[Grant]:
    """Places that give an administrator's rights to whoever knows how to ask, or hide him."""
    for match in _DOES.finditer(text):
        before, after = _around(text, match)
        if _ADMINISTRATOR.search(after) and not _GUARD.search(before + after):
            is_for_anybody = _GATE.search(before + after) or _WRITTEN_OUT.search(after)
            if is_for_anybody:
                yield Grant("makes", match.start(), len(match[0]), Level.HIGH)
    for match in _LETS_IN.finditer(text):
        before, after = _around(text, match)
        is_administrator = match["first"] or "administrator" in before
        if is_administrator and _GATE.search(before) and not _GUARD.search(before + after):
            yield Grant("lets-in", match.start(), len(match[0]), Level.HIGH)
    for pattern, way, level in (
        (_MASTER_KEY, "lets-in", Level.HIGH),
        (_ANYBODY, "anybody", Level.HIGH),
        (_HIDES, "hides", Level.MEDIUM),
    ):
        if pattern is _HIDES and not _OF_LISTS.search(text):
            continue
        for match in pattern.finditer(text):
            yield Grant(way, match.start(), len(match[0]), level)


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    return (
        text[max(match.start() - _BEFORE, 0) : match.start()],
        text[match.start() : match.start() + _AFTER],
    )
