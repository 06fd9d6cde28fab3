import orjson

from hemostat.detect.likeness import Features, Likeness
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.host import HostIdentity
from hemostat.model.path import HostPath
from hemostat.report.hunt import FoundPlace, HuntResult, hunt_json, hunt_lines

BAD = HostPath("/tmp/\x1b[31m\udcff")
FOUND = Likeness(
    features=Features(path=BAD, size=9, kind="elf", sha256="ab"),
    score=0.6789,
    texts=0.7,
    structure=0.5,
    shared=("beacon \x07",),
    same_time=True,
)
RESULT = HuntResult(
    source="root.tar",
    host=HostIdentity(id="web-1", id_from="given", name="web-1"),
    by="like",
    wanted="x",
    files=12,
    siblings=(FOUND,),
    places=(FoundPlace(HostPath("/etc/crontab"), "cron_job", None, 3, "command=x"),),
    coverage=(CoverageEntry("hunt.files", HostPath("/srv"), Outcome.DENIED, "denied"),),
    is_complete=True,
)


def test_the_screen_says_why_and_what_was_not_looked_at() -> None:
    text = "\n".join(hunt_lines(RESULT, "en"))
    assert "12 files looked at, 2 found" in text
    assert "68 % alike, texts 70 %, structure 50 %, same quarter of an hour" in text
    assert "/etc/crontab:3 (record cron_job)" in text
    assert "not looked at: /srv: denied" in text
    assert "\x1b" not in text
    assert "\x07" not in text


def test_chinese_says_the_same() -> None:
    text = "\n".join(hunt_lines(RESULT, "zh"))
    assert "查看 12 个文件，命中 2 处" in text
    assert "相似度 68 %" in text


def test_json_is_language_neutral_and_whole() -> None:
    data = orjson.loads(hunt_json(RESULT))
    assert (data["schema"], data["files"], data["by"]) == ("hemostat.hunt/1", 12, "like")
    assert data["siblings"][0]["score"] == 0.679
    assert data["siblings"][0]["path"].endswith("\\xff")
    assert data["places"][0] == {
        "where": "/etc/crontab",
        "table": "cron_job",
        "offset": None,
        "line": 3,
        "text": "command=x",
    }
    assert data["coverage"][0]["outcome"] == "denied"
