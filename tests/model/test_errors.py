from hemostat.model.errors import DataError, Problem


def test_all_problems_are_listed_with_their_places() -> None:
    error = DataError((Problem("a.yml", "no title", 3, 7), Problem("b.yml", "no level")))
    assert str(error) == "a.yml:3:7: no title\nb.yml: no level"
    assert error.exit_code == 2
