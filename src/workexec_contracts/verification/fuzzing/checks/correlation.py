"""`X-Correlation-Id` comes back, made where it was absent, and error bodies repeat it (F01, F39)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import CORRELATION_ID, is_blank

if TYPE_CHECKING:
    from workexec_contracts.verification.fuzzing.answer import Answer

NAME = CORRELATION_ID.name


def echoes_the_correlation_id(answer: Answer) -> None:
    """The id that was sent, or a new one, in the header, and the same in an error body."""
    if answer.sent.odd or answer.sent.method in {"TRACE", "CONNECT"}:
        return
    sent = answer.sent.headers.get(NAME.lower(), "")
    told = answer.reply.headers.get(NAME.lower(), "")
    title = f"echoes {NAME}"
    if is_blank(told):
        raise answer.breaks(title, f"the header {NAME}", "no such header", clause=CORRELATION_ID.clause)
    if sent.isascii() and not is_blank(sent) and told.strip() != sent.strip():
        raise answer.breaks(title, f"{NAME}: {sent}", f"{NAME}: {told}", clause=CORRELATION_ID.clause)
    document = answer.document
    refused = answer.reply.status >= 400 and isinstance(document, dict)  # noqa: PLR2004  # refusals
    if refused and told.isascii() and document.get("correlationId") != told.strip():
        expected = f"correlationId {told}, as in the header"
        actual = f"correlationId {document.get('correlationId')}"
        raise answer.breaks(title, expected, actual, clause=CORRELATION_ID.clause)
