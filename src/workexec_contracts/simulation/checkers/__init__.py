"""Invariants over the history of a simulation, one file each."""

from .accepted_events_are_delivered_or_dead_lettered import AcceptedEventsAreDeliveredOrDeadLettered
from .appointments_follow_their_work_orders import AppointmentsFollowTheirWorkOrders
from .audit_is_complete_and_immutable import AuditIsCompleteAndImmutable
from .caches_never_serve_beyond_their_ttl import CachesNeverServeBeyondTheirTtl
from .effects_are_what_their_events_say import EffectsAreWhatTheirEventsSay
from .effects_happen_exactly_once import EffectsHappenExactlyOnce
from .events_tell_what_happened import EventsTellWhatHappened
from .every_event_of_a_finalization_is_attempted import EveryEventOfAFinalizationIsAttempted
from .everything_drains_once_faults_stop import EverythingDrainsOnceFaultsStop
from .fail_closed_steps_wait_for_acknowledgement import FailClosedStepsWaitForAcknowledgement
from .fail_open_neighbours_never_block import FailOpenNeighboursNeverBlock
from .invariant import Invariant, View, Violation
from .lines_are_what_was_asked_at_the_catalogs_price import LinesAreWhatWasAskedAtTheCatalogsPrice
from .money_adds_up import MoneyAddsUp
from .neighbours_answer_by_the_contract import NeighboursAnswerByTheContract
from .neighbours_take_what_workexec_sends import NeighboursTakeWhatWorkexecSends
from .no_call_after_a_final_answer import NoCallAfterAFinalAnswer
from .nothing_is_sent_in_two_series_at_once import NothingIsSentInTwoSeriesAtOnce
from .retries_keep_the_policy import RetriesKeepThePolicy
from .what_is_cached_is_served import WhatIsCachedIsServed
from .what_is_not_cached_is_always_asked import WhatIsNotCachedIsAlwaysAsked
from .what_workexec_says_is_true import WhatWorkexecSaysIsTrue

ALL: tuple[type[Invariant], ...] = (
    AcceptedEventsAreDeliveredOrDeadLettered,
    FailClosedStepsWaitForAcknowledgement,
    EveryEventOfAFinalizationIsAttempted,
    FailOpenNeighboursNeverBlock,
    EffectsHappenExactlyOnce,
    EffectsAreWhatTheirEventsSay,
    RetriesKeepThePolicy,
    NoCallAfterAFinalAnswer,
    NothingIsSentInTwoSeriesAtOnce,
    CachesNeverServeBeyondTheirTtl,
    WhatIsCachedIsServed,
    WhatIsNotCachedIsAlwaysAsked,
    MoneyAddsUp,
    LinesAreWhatWasAskedAtTheCatalogsPrice,
    EventsTellWhatHappened,
    AppointmentsFollowTheirWorkOrders,
    AuditIsCompleteAndImmutable,
    EverythingDrainsOnceFaultsStop,
    WhatWorkexecSaysIsTrue,
    NeighboursAnswerByTheContract,
    NeighboursTakeWhatWorkexecSends,
)
"""Every claim that a simulation puts to the test."""

__all__ = [
    "ALL",
    "AcceptedEventsAreDeliveredOrDeadLettered",
    "AppointmentsFollowTheirWorkOrders",
    "AuditIsCompleteAndImmutable",
    "CachesNeverServeBeyondTheirTtl",
    "EffectsAreWhatTheirEventsSay",
    "EffectsHappenExactlyOnce",
    "EventsTellWhatHappened",
    "EveryEventOfAFinalizationIsAttempted",
    "EverythingDrainsOnceFaultsStop",
    "FailClosedStepsWaitForAcknowledgement",
    "FailOpenNeighboursNeverBlock",
    "Invariant",
    "LinesAreWhatWasAskedAtTheCatalogsPrice",
    "MoneyAddsUp",
    "NeighboursAnswerByTheContract",
    "NeighboursTakeWhatWorkexecSends",
    "NoCallAfterAFinalAnswer",
    "NothingIsSentInTwoSeriesAtOnce",
    "RetriesKeepThePolicy",
    "View",
    "Violation",
    "WhatIsCachedIsServed",
    "WhatIsNotCachedIsAlwaysAsked",
    "WhatWorkexecSaysIsTrue",
]
