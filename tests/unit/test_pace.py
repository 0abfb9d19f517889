"""How long a run takes: what its parts cost, and what runs teach about them."""

from dataclasses import replace

import pytest
from dsrdmpd_dehaze.dsrdmpd.machine import free_share
from dsrdmpd_dehaze.dsrdmpd.pace import Costs, Work
from hypothesis import given
from hypothesis import strategies as st

GUESS = Costs(start_s=2.5, base_s=0.3, scene_s=0.05, pixel_s=0.17, tile_s=2.2)
TRUE = replace(GUESS, slow=1.7, tile_s=1.0)
sizes = st.integers(0, 20_000**2)
works = st.builds(Work, sizes, sizes, sizes, st.booleans())
shares = st.floats(0.05, 1)


@given(works, works, shares)
def test_more_work_takes_longer_and_so_does_a_busy_machine(one, other, share):
    both = Work(*(a + b for a, b in zip(vars(one).values(), vars(other).values())))
    assert GUESS.seconds(both) >= GUESS.seconds(one) and GUESS.seconds(one, share) >= GUESS.seconds(one)
    assert GUESS.seconds(replace(one, starts=True)) >= GUESS.seconds(replace(one, starts=False))


@given(works, shares)
def test_a_run_that_took_what_it_was_thought_to_teaches_nothing(work, share):
    found = GUESS.learned(work, GUESS.seconds(work, share), share)
    for name, value in vars(GUESS).items():
        assert getattr(found, name) == pytest.approx(value)


@given(st.lists(st.tuples(st.integers(10_000_000, 10**8), st.booleans(), shares), min_size=24, max_size=24))
def test_runs_on_busy_and_quiet_machines_lead_to_the_same_costs(runs):
    costs = GUESS
    for px, acts, share in runs:
        work = Work(0, px, px if acts else 0, False)
        costs = costs.learned(work, TRUE.seconds(work, share), share)
    asked = {acts for _, acts, _ in runs}
    for acts in asked:
        if sum(one[1] == acts for one in runs) >= 10:
            work = Work(0, 10**7, 10**7 if acts else 0, False)
            assert costs.seconds(work) == pytest.approx(TRUE.seconds(work), rel=0.15)


def test_one_run_that_was_held_up_is_not_believed_in_full():
    work = Work(0, 10**7, 0, False)
    assert GUESS.learned(work, 3600.0).seconds(work) < 2.1 * GUESS.seconds(work)


def test_the_share_of_a_machine_is_a_share():
    assert 0 < free_share() <= 1 and free_share(1000) < 0.9
