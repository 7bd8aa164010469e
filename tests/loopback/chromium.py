"""A headless Chromium, driven by its own remote debugging. Bounded: every wait ends within ten seconds."""

import asyncio
import base64
import json
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--mute-audio")
PATIENCE = 60.0


def installed() -> str | None:
    """Where Chromium is, if it is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One tab."""

    def __init__(self, wire: aiohttp.ClientWebSocketResponse) -> None:
        self._wire = wire
        self._numbers = count(1)
        self.errors: list[str] = []

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the DevTools protocol, and its result."""
        number = next(self._numbers)
        await self._wire.send_json({"id": number, "method": method, "params": params})
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self._wire.receive_json()
                self._note(message)
                if message.get("id") == number:
                    if "error" in message:
                        raise AssertionError(message["error"])
                    return dict(message["result"])

    def _note(self, message: dict[str, Any]) -> None:
        if message.get("method") == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(message["params"]["exceptionDetails"])[:500])
        if message.get("method") == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
            self.errors.append(message["params"]["entry"]["text"])

    async def value(self, script: str) -> Any:
        """What a script gives, once it has settled."""
        given = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in given, given["exceptionDetails"]
        return given["result"].get("value")

    async def until(self, script: str) -> Any:
        """The first truthy value of a script."""
        async with asyncio.timeout(PATIENCE):
            while not (value := await self.value(script)):
                await asyncio.sleep(0.02)
            return value

    async def open(self, url: str) -> None:
        """Go to an address and wait for it."""
        await self.call("Page.navigate", url=url)
        await self.until(f"document.readyState === 'complete' && location.href.startsWith({json.dumps(url)})")

    async def size(self, width: int, height: int) -> None:
        """The window in CSS pixels."""
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    async def script(self, on: bool) -> None:
        """Turn script on or off for pages opened from now on."""
        await self.call("Emulation.setScriptExecutionDisabled", value=not on)

    async def type(self, text: str) -> None:
        """Type where the focus is."""
        await self.call("Input.insertText", text=text)

    async def key(self, key: str, code: int, text: str = "") -> None:
        """Press and let go of a key."""
        for kind in ("keyDown", "keyUp"):
            also = {"text": text} if text and kind == "keyDown" else {}
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **also)

    async def picture(self, path: Path) -> None:
        """A screenshot of the window."""
        shot = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


@asynccontextmanager
async def chromium() -> AsyncIterator[Page]:
    """A browser with one page."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        flags = (*FLAGS, f"--user-data-dir={folder}", "--remote-debugging-port=0", "about:blank")
        with subprocess.Popen(
            [str(installed()), *flags], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        ) as browser:
            try:
                async with aiohttp.ClientSession() as client, client.ws_connect(await _address(client, folder)) as wire:
                    page = Page(wire)
                    for domain in ("Page", "Runtime", "Log"):
                        await page.call(f"{domain}.enable")
                    yield page
            finally:
                browser.kill()


async def _address(client: aiohttp.ClientSession, folder: str) -> str:
    """Where to reach the first page."""
    told = Path(folder) / "DevToolsActivePort"
    async with asyncio.timeout(PATIENCE):
        while not (told.exists() and told.read_text().count("\n")):
            await asyncio.sleep(0.02)
        while True:
            async with client.get(f"http://127.0.0.1:{told.read_text().split()[0]}/json") as answer:
                pages = [tab for tab in await answer.json() if tab["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
            await asyncio.sleep(0.02)
