"""Firefox behind Selenium without geckodriver, which neither Debian nor pip has.

Firefox itself speaks Marionette: the commands of WebDriver as JSON, each after its length and a
colon. That is all that geckodriver translates to.
"""

from __future__ import annotations

import json
import socket
from itertools import count
from typing import Any

from selenium.webdriver.remote.command import Command

NAMES = {
    Command.NEW_SESSION: "WebDriver:NewSession",
    Command.GET: "WebDriver:Navigate",
    Command.GO_BACK: "WebDriver:Back",
    Command.GO_FORWARD: "WebDriver:Forward",
    Command.REFRESH: "WebDriver:Refresh",
    Command.GET_TITLE: "WebDriver:GetTitle",
    Command.FIND_ELEMENT: "WebDriver:FindElement",
    Command.FIND_ELEMENTS: "WebDriver:FindElements",
    Command.CLICK_ELEMENT: "WebDriver:ElementClick",
    Command.CLEAR_ELEMENT: "WebDriver:ElementClear",
    Command.SEND_KEYS_TO_ELEMENT: "WebDriver:ElementSendKeys",
    Command.IS_ELEMENT_SELECTED: "WebDriver:IsElementSelected",
    Command.IS_ELEMENT_ENABLED: "WebDriver:IsElementEnabled",
    Command.GET_ELEMENT_TEXT: "WebDriver:GetElementText",
    Command.GET_ELEMENT_TAG_NAME: "WebDriver:GetElementTagName",
    Command.GET_ELEMENT_ATTRIBUTE: "WebDriver:GetElementAttribute",
    Command.GET_ELEMENT_PROPERTY: "WebDriver:GetElementProperty",
    Command.W3C_EXECUTE_SCRIPT: "WebDriver:ExecuteScript",
    Command.SET_WINDOW_RECT: "WebDriver:SetWindowRect",
    Command.SET_TIMEOUTS: "WebDriver:SetTimeouts",
    Command.SCREENSHOT: "WebDriver:TakeScreenshot",
    Command.PRINT_PAGE: "WebDriver:Print",
    "setContext": "Marionette:SetContext",
    Command.QUIT: "Marionette:Quit",
}


class Connection:
    """What Selenium sends its commands through."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.stream = self.socket.makefile("rwb")
        self.numbers = count(1)
        # It says who it is.
        self.read()

    def read(self) -> Any:
        size = b""
        while (digit := self.stream.read(1)) != b":":
            if not digit:
                raise ConnectionError("Firefox has ended")
            size += digit
        return json.loads(self.stream.read(int(size)))

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        told = {name: value for name, value in params.items() if name != "sessionId"}
        message = json.dumps([0, next(self.numbers), NAMES[command], told]).encode()
        self.stream.write(b"%d:%s" % (len(message), message))
        self.stream.flush()
        _, _, error, result = self.read()
        if error:
            # As Selenium gets it from a driver, by HTTP.
            return {"status": 400, "value": json.dumps({"value": error})}
        alone = isinstance(result, dict) and result.keys() == {"value"}
        return {"value": result["value"] if alone else result}

    def close(self) -> None:
        self.stream.close()
        self.socket.close()
