"""Every kind of question that is asked of a crisis; a new one is a line here. A page tells its findings in this order."""

from __future__ import annotations

from typing import Any, Final

from realpolitik.analysis.audit import AuditQuestion
from realpolitik.analysis.claims import ClaimsQuestion
from realpolitik.analysis.compare import CompareQuestion
from realpolitik.analysis.diff import DiffQuestion
from realpolitik.analysis.explain import ExplainQuestion
from realpolitik.analysis.infer import InferQuestion
from realpolitik.analysis.invert import InvertQuestion
from realpolitik.analysis.orders import OrdersQuestion
from realpolitik.analysis.question import Question
from realpolitik.analysis.run import RunQuestion
from realpolitik.analysis.sensitivity import SensitivityQuestion
from realpolitik.analysis.whatif import WhatIfQuestion

QUESTIONS: Final[tuple[type[Question[Any]], ...]] = (
    RunQuestion,
    OrdersQuestion,
    ExplainQuestion,
    WhatIfQuestion,
    InvertQuestion,
    AuditQuestion,
    InferQuestion,
    ClaimsQuestion,
    CompareQuestion,
    SensitivityQuestion,
    DiffQuestion,
)
