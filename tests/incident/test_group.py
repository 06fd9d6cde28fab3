from incident.stories import MINER, about, group, process, startup


def test_a_group_knows_what_runs_what_starts_and_what_it_is_about() -> None:
    job, runs = startup("/etc/cron.d/x", MINER), process(100, MINER)
    made = group(about(job), about(runs, "linux.test.b"))
    assert made.processes() == (runs,)
    assert made.startups() == (job,)
    assert made.keys() == ()
    values = [subject.value for subject in made.subjects()]
    assert values.count(MINER) == 2  # as a process and as a file
    assert "/etc/cron.d/x" in values
