"""Logs: one line an event, without tokens and without anything people typed."""

import logging
import re
import sys
import traceback
from pathlib import Path

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{20,}")


def without_tokens(text: str) -> str:
    return _TOKEN.sub("<token>", text)


def _mask(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    return {k: without_tokens(str(v)) if isinstance(v, str) else v for k, v in event.items()}


class _MaskedFormatter(structlog.stdlib.ProcessorFormatter):
    """Tracebacks and the logs of libraries pass here too; the token stands in every URL."""

    def format(self, record: logging.LogRecord) -> str:
        return without_tokens(super().format(record))


def frames(error: BaseException) -> str:
    """Where it happened, innermost first. Not what it says: errors quote what people typed."""
    places = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(p.filename).name}:{p.lineno} {p.name}" for p in reversed(places))


def set_up_logs(form: str) -> None:
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper("iso"),
        structlog.processors.format_exc_info,
        _mask,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _MaskedFormatter(
            processor=last,
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for noisy in ("httpx", "httpcore", "telegram", "alembic", "transitions"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
