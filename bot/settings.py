"""Settings, from the environment or `.env`. A bad one is named in one sentence at the start."""

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(value) from error
    return value


def _database(value: str) -> str:
    try:
        known = make_url(value).get_backend_name() in ("sqlite", "postgresql")
    except ArgumentError:
        known = False
    if not known:
        raise ValueError(value)
    return value


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="COACH_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    telegram_token: SecretStr | None = None
    telegram_api_url: HttpUrl = HttpUrl("https://api.telegram.org")
    """The root of a Bot API server; `/bot` and `/file/bot` are added."""
    database_url: Annotated[str, AfterValidator(_database)] = "sqlite:///data/coach.db"
    language: Literal["en", "zh-Hans"] = "en"
    """Of people whose own language we do not speak, and of what is said at the start."""
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    log_format: Literal["text", "json"] = "text"


class _Spoken(BaseSettings):
    model_config = Settings.model_config
    language: str = "en"


def spoken_at_start() -> str:
    """The language of what is said before the settings are known to be good."""
    return "zh-Hans" if _Spoken().language == "zh-Hans" else "en"


class BadSetting(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def read_settings() -> Settings:
    """The value of a bad setting is not repeated: it may be a token in the wrong place."""
    try:
        return Settings()
    except ValidationError as error:
        place: Any = error.errors()[0]["loc"][0]
        name = str(place).upper()
        raise BadSetting(name if name.startswith("COACH_") else f"COACH_{name}") from None
