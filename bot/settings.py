"""Settings: environment variables, read once at start and passed down. Secrets are never printed."""

import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.message import SaidError

TELEGRAM_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
TELEGRAM = ("TELEGRAM_BOT_TOKEN",)
TELEGRAM_WEBHOOK = (*TELEGRAM, "TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL")
TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PUBLIC_URL")
TWILIO_SENDERS = ("TWILIO_FROM", "TWILIO_MESSAGING_SERVICE_SID")


class SettingsError(SaidError):
    """Settings that cannot be used: a line for each, `NAME: what`, without the value."""


class Settings(BaseSettings):
    """Every environment variable that Nearhand reads. A blank one counts as not set."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, extra="ignore")

    database_url: SecretStr = SecretStr("sqlite:///nearhand.db")
    public_url: str = ""
    """Where the world reaches us, without a slash at the end."""
    forwarded_allow_ips: str = "127.0.0.1"
    """Proxies whose word on who asks is taken: addresses and networks, parted by commas."""
    port: int = Field(default=8000, ge=1, le=65535)
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    """Where a worker that serves no web lets its numbers be read."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    nearhand_secret_key: SecretStr | None = None
    """What addresses and words are sealed with. Several, parted by commas: the newest first."""
    nearhand_area: str | None = None
    nearhand_content: Path | None = None
    nearhand_sample: bool = False
    """Go live on the sample catalogue; every result then says so."""
    nearhand_answers_an_hour: int = Field(default=100, ge=0)
    """About how many answers one person gets in an hour; 0 for no limit."""
    smtp_url: SecretStr | None = None

    telegram_bot_token: SecretStr | None = None
    telegram_api_base: str = "https://api.telegram.org"
    telegram_webhook_secret: SecretStr | None = None
    telegram_mode: Literal["polling", "webhook"] | None = None

    sms_cap_person: int = Field(default=100, ge=0)
    """Most parts of texts to one person in a day; 0 for no cap."""
    sms_cap_area: int = Field(default=5000, ge=0)

    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from: str | None = None
    twilio_messaging_service_sid: str | None = None
    twilio_per_second: float = Field(default=1.0, gt=0, le=1000)
    """Parts of text messages that the sender may send in a second."""
    twilio_api_base: str = "https://api.twilio.com"

    @field_validator("public_url", "telegram_api_base", "twilio_api_base")
    @classmethod
    def _address(cls, value: str) -> str:
        """A web address, without a slash at the end."""
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/")

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _of_telegrams_letters(cls, value: SecretStr | None) -> SecretStr | None:
        """Telegram takes no others, and says so only when it is told where we are."""
        if value and not TELEGRAM_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("letters without accents, figures, _ and - only, 256 at most")
        return value

    @field_validator("forwarded_allow_ips")
    @classmethod
    def _networks(cls, value: str) -> str:
        """Addresses and networks, or * for all. The server takes a mistake for a name, which is nobody's."""
        try:
            for one in value.split(",") if value != "*" else ():
                ip_network(one.strip())
        except ValueError:
            raise ValueError("addresses and networks (10.0.0.0/8), parted by commas, or *") from None
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: str) -> str:
        return value.upper()

    @field_validator("nearhand_content")
    @classmethod
    def _folder(cls, value: Path | None) -> Path | None:
        if value and not value.is_dir():
            raise ValueError("no such folder")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment only, so that there is one place to look."""
        return init_settings, env_settings

    @property
    def telegram_by(self) -> Literal["polling", "webhook"]:
        """How Telegram's messages reach us: as told, else by webhook where the world can reach us."""
        return self.telegram_mode or ("webhook" if self.public_url else "polling")

    def is_set(self, name: str) -> bool:
        """Whether a variable has a value."""
        return bool(getattr(self, name.lower()))

    def lacking(self, channel: Literal["telegram", "sms"]) -> tuple[str, ...]:
        """The variables that a channel still needs; () when it can be on."""
        if channel == "telegram":
            needed = TELEGRAM_WEBHOOK if self.telegram_by == "webhook" else TELEGRAM
            return tuple(name for name in needed if not self.is_set(name))
        sender = () if any(map(self.is_set, TWILIO_SENDERS)) else (" or ".join(TWILIO_SENDERS),)
        return (*(name for name in TWILIO if not self.is_set(name)), *sender)


def read_settings(given: Mapping[str, str] | None = None) -> Settings:
    """The settings of the environment; `given` (NAME -> value) goes before it. Raises SettingsError."""
    try:
        return Settings(**{name.lower(): value for name, value in (given or {}).items()})  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError("\n".join(f"{name_of(one['loc'])}: {one['msg']}" for one in error.errors())) from None


def name_of(where: tuple[int | str, ...]) -> str:
    """The variable that a problem is about."""
    return str(where[0]).upper() if where else "settings"
