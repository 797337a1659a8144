"""A phone's window of WebKit or Firefox, both spoken to as Selenium speaks; the journeys say what is pressed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from glob import glob
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.errorhandler import ErrorHandler
from selenium.webdriver.remote.file_detector import UselessFileDetector
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

WIDTH, HEIGHT = 390, 844
# Long enough for a machine that does much else.
WAIT = 60
MINI_BROWSER = "/usr/lib/*/webkit2gtk-4.1/MiniBrowser"
# The window would not get as narrow as a phone's because of its own buttons.
NARROW = (
    "headerbar *, toolbar *, entry, entry *, button, button * { padding: 0; margin: 0; min-width: 0; font-size: 1px }"
)
# What Firefox calls what Selenium asks; geckodriver, which knows them all, is in no Debian package.
MARIONETTE = {
    Command.NEW_SESSION: "NewSession",
    Command.GET: "Navigate",
    Command.GO_BACK: "Back",
    Command.REFRESH: "Refresh",
    Command.GET_CURRENT_URL: "GetCurrentURL",
    Command.GET_TITLE: "GetTitle",
    Command.FIND_ELEMENT: "FindElement",
    Command.FIND_ELEMENTS: "FindElements",
    Command.FIND_CHILD_ELEMENT: "FindElement",
    Command.FIND_CHILD_ELEMENTS: "FindElements",
    Command.CLICK_ELEMENT: "ElementClick",
    Command.CLEAR_ELEMENT: "ElementClear",
    Command.SEND_KEYS_TO_ELEMENT: "ElementSendKeys",
    Command.GET_ELEMENT_TEXT: "GetElementText",
    Command.GET_ELEMENT_TAG_NAME: "GetElementTagName",
    Command.W3C_EXECUTE_SCRIPT: "ExecuteScript",
    Command.SCREENSHOT: "TakeScreenshot",
    Command.SET_WINDOW_RECT: "SetWindowRect",
    Command.GET_WINDOW_RECT: "GetWindowRect",
    Command.SET_TIMEOUTS: "SetTimeouts",
    Command.DELETE_ALL_COOKIES: "DeleteAllCookies",
    Command.QUIT: "DeleteSession",
}


class Marionette:
    """Firefox's own line for drivers in the place of Selenium's: a length, a colon, and [kind, number, name, data]."""

    def __init__(self, port: int):
        self._line = socket.create_connection(("127.0.0.1", port), timeout=WAIT * 2)
        self._number = 0
        self._errors = ErrorHandler()
        self._read()

    def _read(self):
        length = b""
        while (byte := self._line.recv(1)) != b":":
            length += byte
        data = b""
        while len(data) < int(length):
            data += self._line.recv(int(length) - len(data))
        return json.loads(data)

    def execute(self, command: str, params: dict) -> dict:
        if command == Command.NEW_SESSION:
            params = {}
        if element := params.pop("id", None):
            params |= {"id": element, "element": element}
        params.pop("sessionId", None)
        self._number += 1
        message = json.dumps([0, self._number, f"WebDriver:{MARIONETTE[command]}", params]).encode()
        self._line.sendall(b"%d:%s" % (len(message), message))
        _kind, _number, fault, value = self._read()
        if fault:
            self._errors.check_response({"status": 500, "value": json.dumps({"value": fault})})
        if command == Command.NEW_SESSION:
            return {"value": value}
        return {"value": value.get("value") if isinstance(value, dict) and "value" in value else value}

    def close(self) -> None:
        self._line.close()


class Phone:
    """A window as narrow as a phone. Parts of a page are named by CSS, links and buttons by what stands on them too."""

    def __init__(self, driver: webdriver.Remote, base: str, name: str):
        self.driver, self.base, self.name = driver, base, name
        # Files lie where the browser runs.
        driver.file_detector = UselessFileDetector()
        self._wait = WebDriverWait(driver, WAIT, poll_frequency=0.1, ignored_exceptions=[WebDriverException])

    def open(self, address: str) -> None:
        self.driver.get(self.base + address if address.startswith("/") else address)

    def wait(self, is_true) -> None:
        self._wait.until(lambda _driver: is_true())

    def has(self, css: str) -> bool:
        return bool(self.driver.find_elements(By.CSS_SELECTOR, css))

    def part(self, css: str, words: str = "") -> WebElement:
        """The first visible part of this kind that shows the words; waits for it."""

        def look(driver):
            for one in driver.find_elements(By.CSS_SELECTOR, css):
                if self.run("return arguments[0].getClientRects().length > 0", one) and words in self.words_of(one):
                    return one
            return None

        return self._wait.until(look, f"{css} {words} on {self.driver.current_url}")

    def words_of(self, part: WebElement) -> str:
        return self.run("return arguments[0].innerText || arguments[0].textContent", part) or ""

    def run(self, script: str, *arguments):
        return self.driver.execute_script(script, *arguments)

    def _before_the_eyes(self, css: str, words: str = "") -> WebElement:
        part = self.part(css, words)
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", part)
        return part

    def press(self, css: str, words: str = "") -> None:
        self._before_the_eyes(css, words).click()

    def follow(self, css: str, words: str = "") -> None:
        """Press what leads to another page, and wait until that is there."""
        self.run("window.isFormerPage = true")
        self.press(css, words)
        self._wait.until(lambda driver: self.run("return !window.isFormerPage && document.readyState === 'complete'"))

    def write(self, css: str, text: str) -> None:
        part = self._before_the_eyes(css)
        part.clear()
        part.send_keys(text)

    def choose_file(self, css: str, path: Path) -> None:
        self.driver.find_element(By.CSS_SELECTOR, css).send_keys(str(path))

    def says(self, css: str, words: str) -> None:
        def is_there(_driver):
            try:
                return words in self.words_of(self.part(css))
            except StaleElementReferenceException:
                return False

        self._wait.until(is_there, f"{words} in {css} on {self.driver.current_url}")

    def sideways(self) -> int:
        """How many pixels of the page lie beside the window."""
        return self.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def photograph(self, folder: str, name: str) -> None:
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(f"{folder}/{name}-{self.name}.png")


@contextmanager
def screen(folder: Path) -> Iterator[dict[str, str]]:
    """A display of its own, as environment; ends with the block."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as line:
            number = line.readline().strip()
        yield {**os.environ, "DISPLAY": f":{number}", "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    finally:
        server.terminate()
        server.wait(20)


def has_webkit() -> bool:
    return bool(shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and glob(MINI_BROWSER))


@contextmanager
def webkit(folder: Path) -> Iterator[webdriver.Remote]:
    (folder / "gtk-3.0").mkdir(parents=True, exist_ok=True)
    (folder / "gtk-3.0" / "gtk.css").write_text(NARROW)
    options = Options()
    options.binary_location = glob(MINI_BROWSER)[0]
    options.add_argument("--automation")
    with screen(folder) as environment:
        # Its own sandbox asks for rights that a container does not give; what it opens is our own site.
        environment |= {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "LANG": "C.UTF-8"}
        service = Service(shutil.which("WebKitWebDriver"), env=environment)
        service.start()
        try:
            line = RemoteConnection(client_config=ClientConfig(remote_server_addr=service.service_url))
            driver = webdriver.Remote(line, options=options)
            driver.set_window_size(WIDTH, HEIGHT)
            yield driver
            driver.quit()
        finally:
            service.stop()


def has_firefox() -> bool:
    return bool(shutil.which("firefox-esr"))


@contextmanager
def firefox(folder: Path) -> Iterator[webdriver.Remote]:
    folder.mkdir(parents=True, exist_ok=True)
    # No window of Firefox is narrower than 500 pixels of the device, so each of the page has some more.
    settings = {
        "marionette.port": 0,
        "intl.accept_languages": "zh-CN",
        "layout.css.devPixelsPerPx": f"{500 / WIDTH:.4f}",
    }
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items())
    (folder / "user.js").write_text("".join(lines))
    window = subprocess.Popen(
        [
            "firefox-esr",
            "--headless",
            "--marionette",
            "--profile",
            str(folder),
        ],
        env={**os.environ, "HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = folder / "MarionetteActivePort"
        until = time.monotonic() + WAIT
        while not (port.exists() and port.read_text()) and time.monotonic() < until:
            time.sleep(0.1)
        with closing(Marionette(int(port.read_text()))) as line:
            driver = webdriver.Remote(command_executor=line, options=webdriver.FirefoxOptions())
            driver.set_window_rect(width=500, height=1082)
            yield driver
    finally:
        window.terminate()
        window.wait(20)
