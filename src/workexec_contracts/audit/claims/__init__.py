"""What is judged: claims about a consumer, each with the clause of the document that it rests on."""

from .claim import Claim, Found
from .course import judge_course
from .log import judge_log
from .recording import judge_recording
from .requests import judge_requests
from .walk import judge_walk

__all__ = [
    "Claim",
    "Found",
    "judge_course",
    "judge_log",
    "judge_recording",
    "judge_requests",
    "judge_walk",
]
