from hemostat.collect.each import in_order


def test_each_item_is_done_when_its_turn_comes_and_not_before() -> None:
    done: list[int] = []

    def double(item: int) -> int:
        done.append(item)
        return item * 2

    answers = in_order(double, [3, 1, 2])
    assert next(iter(answers)) == (3, 6)
    assert done == [3]
    assert list(answers) == [(1, 2), (2, 4)]
