"""Short experiments with an integration: what is staged, asked and waited for, as plans without I/O."""

from .commands import Ask, Clear, Command, Expire, Look, Now, Pause, Stage
from .course import Asked, Course
from .experiment import Experiment, Kind
from .plan import Plan, experiments
from .subject import Subject
from .walk import Walk, walk

__all__ = [
    "Ask",
    "Asked",
    "Clear",
    "Command",
    "Course",
    "Experiment",
    "Expire",
    "Kind",
    "Look",
    "Now",
    "Pause",
    "Plan",
    "Stage",
    "Subject",
    "Walk",
    "experiments",
    "walk",
]
