"""Settings: read from the environment, wrong ones told in a line, secrets never shown."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

SECRETS = ("DATABASE_URL", "NEARHAND_SECRET_KEY", "SMTP_URL", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET")
SMS = {
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "t",
    "TWILIO_FROM": "+441632960000",
    "PUBLIC_URL": "https://x.example",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any of ours."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_nothing_has_to_be_set() -> None:
    settings = read_settings()
    assert settings.database_url.get_secret_value() == "sqlite:///nearhand.db"
    assert (settings.port, settings.telegram_by, settings.nearhand_sample) == (8000, "polling", False)


def test_the_environment_is_read_and_blank_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("PUBLIC_URL", "https://care.example.org/")
    monkeypatch.setenv("NEARHAND_SAMPLE", "yes")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    monkeypatch.setenv("LOG_LEVEL", "debug")
    settings = read_settings()
    assert (settings.port, settings.public_url, settings.nearhand_sample) == (9000, "https://care.example.org", True)
    assert (settings.telegram_bot_token, settings.telegram_by, settings.log_level) == (None, "webhook", "DEBUG")


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("PORT", "eighty", "PORT: "),
        ("PORT", "70000", "PORT: "),
        ("PUBLIC_URL", "care.example.org", "PUBLIC_URL: Value error, must begin with https:// or http://"),
        ("TELEGRAM_MODE", "pigeon", "TELEGRAM_MODE: Input should be 'polling' or 'webhook'"),
        ("NEARHAND_CONTENT", "/no/such/folder", "NEARHAND_CONTENT: Value error, no such folder"),
        ("NEARHAND_SAMPLE", "perhaps", "NEARHAND_SAMPLE: "),
        ("TELEGRAM_WEBHOOK_SECRET", "ab+/cd==", "TELEGRAM_WEBHOOK_SECRET: Value error, letters without accents"),
        ("TELEGRAM_WEBHOOK_SECRET", "a" * 257, "TELEGRAM_WEBHOOK_SECRET: Value error, "),
        ("TELEGRAM_WEBHOOK_SECRET", "geheim\u00e4", "TELEGRAM_WEBHOOK_SECRET: Value error, "),
        ("FORWARDED_ALLOW_IPS", "10.0.0.0/8,proxy", "FORWARDED_ALLOW_IPS: Value error, addresses and networks"),
        ("FORWARDED_ALLOW_IPS", "10.0.0.1/8", "FORWARDED_ALLOW_IPS: Value error, "),
    ],
)
def test_a_wrong_setting_is_told_in_a_line_without_its_value(name: str, value: str, what: str) -> None:
    with pytest.raises(SettingsError) as told:
        read_settings({name: value})
    assert str(told.value).startswith(what)
    assert "\n" not in str(told.value)
    assert value not in str(told.value) or len(value) < 3


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as told:
        read_settings({"PORT": "x", "TELEGRAM_MODE": "y"})
    assert [line.split(":")[0] for line in str(told.value).splitlines()] == ["PORT", "TELEGRAM_MODE"]


@pytest.mark.parametrize("good", ["127.0.0.1", "10.0.0.0/8, fd00::/8", "*"])
def test_proxies_are_addresses_and_networks(good: str) -> None:
    assert read_settings({"FORWARDED_ALLOW_IPS": good}).forwarded_allow_ips == good


def test_secrets_are_never_shown() -> None:
    settings = read_settings(dict.fromkeys((*SECRETS, "TWILIO_AUTH_TOKEN"), "hush-hush"))
    assert "hush-hush" not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"


def test_settings_stay_as_they_were_read(tmp_path: Path) -> None:
    settings = read_settings({"NEARHAND_CONTENT": str(tmp_path)})
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "telegram", "sms"),
    [
        ({}, ("TELEGRAM_BOT_TOKEN",), 4),
        ({"TELEGRAM_BOT_TOKEN": "1:a"}, (), 4),
        ({"TELEGRAM_BOT_TOKEN": "1:a", "TELEGRAM_MODE": "webhook"}, ("TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL"), 4),
        ({"PUBLIC_URL": "https://x.example"}, ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"), 3),
        (SMS, ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"), 0),
        (
            {**SMS, "TWILIO_FROM": "", "TWILIO_MESSAGING_SERVICE_SID": "MG1"},
            ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"),
            0,
        ),
        ({**SMS, "TWILIO_FROM": ""}, ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"), 1),
    ],
)
def test_what_a_channel_still_lacks(given: dict[str, str], telegram: tuple[str, ...], sms: int) -> None:
    settings = read_settings(given)
    assert settings.lacking("telegram") == telegram
    assert len(settings.lacking("sms")) == sms
