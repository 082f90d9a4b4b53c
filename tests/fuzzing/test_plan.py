"""Outcomes of several seeds become one for each operation."""

from __future__ import annotations

from workexec_contracts.verification.fuzzing.plan import Found, Outcome, together


def found(title: str, times: int, seed: int) -> Found:
    return Found(
        check="check",
        title=title,
        clause="clause",
        expected="this",
        actual="that",
        curl=f"curl {seed}",
        phase="fuzzing",
        seed=seed,
        times=times,
    )


def outcome(seed: int, *, operation: str = "getCustomer", broken: tuple[Found, ...] = ()) -> Outcome:
    return Outcome(
        operation=operation,
        requests=10 * seed,
        successes=seed,
        passed={"check": seed, f"only {seed}": 1},
        found=broken,
        errors=("no answer", f"error {seed}"),
        excepted=2 * seed,
        seconds=0.5,
    )


def test_counts_of_all_seeds_are_added_and_errors_told_once() -> None:
    (whole,) = together([outcome(1), outcome(2), outcome(3)])
    assert (whole.requests, whole.successes, whole.excepted, whole.seconds) == (60, 6, 12, 1.5)
    assert whole.passed == {"check": 6, "only 1": 1, "only 2": 1, "only 3": 1}
    assert whole.errors == ("no answer", "error 1", "error 2", "error 3")


def test_a_failure_is_told_once_as_it_was_found_first_with_the_times_of_all() -> None:
    seeds = [outcome(1), outcome(2, broken=(found("a", 2, 2),))]
    seeds.append(outcome(3, broken=(found("a", 3, 3), found("b", 1, 3))))
    (whole,) = together(seeds)
    assert [(broken.title, broken.times, broken.seed) for broken in whole.found] == [("a", 5, 2), ("b", 1, 3)]
    assert whole.found[0].curl == "curl 2"


def test_operations_stay_apart_in_their_order() -> None:
    whole = together([outcome(1), outcome(1, operation="getVehicle"), outcome(2)])
    assert [(one.operation, one.requests) for one in whole] == [("getCustomer", 30), ("getVehicle", 10)]
