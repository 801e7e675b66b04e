from scheduler.model.credits import within_credits

from .allowing import ab, ac, allows, small

LIMITED = [{"id": "a", "max_meetings": 1}, {"id": "b"}, {"id": "c"}]


def test_credits_may_be_used_up() -> None:
    assert allows(within_credits, small(delegations=LIMITED), ab(0))


def test_credits_may_not_be_exceeded() -> None:
    assert not allows(within_credits, small(delegations=LIMITED), ab(0), ac(1))
