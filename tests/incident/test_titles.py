from hemostat.incident.entry import entry_of
from hemostat.incident.hypotheses import hypotheses_of
from hemostat.incident.titles import title_of
from hemostat.model.records import Provenance
from hemostat.report.phrases import say
from incident.stories import KNOWLEDGE, MINER, about, fact, group, process, startup


def title(*claims: object, records: object = (), language: str = "en") -> str:
    made = group(*claims, records=records)  # type: ignore[arg-type]
    hypotheses = hypotheses_of(made, KNOWLEDGE.types)
    phrase = title_of(made, hypotheses, entry_of(made), KNOWLEDGE.types)
    return say(phrase, language)  # type: ignore[arg-type]


def test_the_title_says_what_runs_what_starts_it_and_as_whom() -> None:
    job, runs = startup("/etc/cron.d/x", MINER), process(100, MINER)
    both = (about(job), about(runs, "linux.test.b"))
    assert title(*both) == f"Miner {MINER}, started by cron as root"
    assert title(*both, language="zh") == f"挖矿程序 {MINER}，由 cron 以 root 启动"
    assert title(about(runs)) == f"Miner {MINER}, as root"
    assert title(about(runs), records=[]) == title(about(runs))


def test_the_title_names_a_known_entry() -> None:
    server = process(50, "/opt/app/bin/java", account="confluence")
    told = title(about(process(70, MINER, ppid=50)), records=[server])
    assert told == f"Miner {MINER}, as root; came in through the service java"


def test_the_title_is_about_what_the_intruder_brought() -> None:
    tool = process(60, "/usr/bin/perl", exe_state="packaged")
    own = process(70, MINER, ppid=60)
    sound = fact("/usr/bin/perl", state=Provenance.PACKAGED)
    assert MINER in title(about(tool), about(own, "linux.test.b"), records=[sound])


def test_without_a_type_the_title_is_still_a_title() -> None:
    plain = about(process(100, MINER), incident_types=())
    assert title(plain) == f"Signs of an intruder {MINER}, as root"
