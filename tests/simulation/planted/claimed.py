"""The names of the invariants, short enough to stand beside each bug."""

from __future__ import annotations

from workexec_contracts.simulation import checkers

GONE = checkers.AcceptedEventsAreDeliveredOrDeadLettered.name
CLOSED = checkers.FailClosedStepsWaitForAcknowledgement.name
OPEN = checkers.FailOpenNeighboursNeverBlock.name
ONCE = checkers.EffectsHappenExactlyOnce.name
MONEY = checkers.MoneyAddsUp.name
APPOINTMENTS = checkers.AppointmentsFollowTheirWorkOrders.name
AUDIT = checkers.AuditIsCompleteAndImmutable.name
TRIED = checkers.EveryEventOfAFinalizationIsAttempted.name
BESIDE = checkers.NothingIsSentInTwoSeriesAtOnce.name
RETRIES = checkers.RetriesKeepThePolicy.name
DRAINS = checkers.EverythingDrainsOnceFaultsStop.name
TAKEN = checkers.NeighboursTakeWhatWorkexecSends.name
TRUE = checkers.WhatWorkexecSaysIsTrue.name
LINES = checkers.LinesAreWhatWasAskedAtTheCatalogsPrice.name
TELLS = checkers.EventsTellWhatHappened.name
SAYS = checkers.EffectsAreWhatTheirEventsSay.name
CONTRACT = checkers.NeighboursAnswerByTheContract.name
FINAL = checkers.NoCallAfterAFinalAnswer.name
CACHE = checkers.CachesNeverServeBeyondTheirTtl.name
UNCACHED = checkers.WhatIsNotCachedIsAlwaysAsked.name
SERVED = checkers.WhatIsCachedIsServed.name
