"""Asks for free/busy with exchangelib as Debian ships it: questions as JSON on standard input, answers as JSON on standard output.

exchangelib itself is left as it is. The lab's root is trusted through REQUESTS_CA_BUNDLE, and the lab's names lead to loopback.
"""
import json
import logging
import socket
import sys
from datetime import datetime, timedelta, timezone

from exchangelib import BASIC, NTLM, Configuration, Credentials, EWSDateTime, EWSTimeZone
from exchangelib.errors import EWSError
from exchangelib.protocol import BaseProtocol, Protocol, close_connections

BaseProtocol.TIMEOUT = 15
# It warns of every time without an offset; those are what this is about.
logging.disable(logging.WARNING)


def on_loopback(host, port, *_, **__):
    if host not in asked["names"]:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not a name of the lab")
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))]


def in_utc(moment, zone):
    """A time without an offset is in the zone of the question."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return datetime.fromtimestamp(aware.timestamp(), timezone.utc).strftime("%Y-%m-%dT%H:%MZ")


def answer(question):
    zone = EWSTimeZone(question["zone"])
    midnight = datetime.fromisoformat(question["date"])
    start, end = (EWSDateTime.from_datetime(day.replace(tzinfo=zone)) for day in (midnight, midnight + timedelta(days=1)))
    protocol = Protocol(
        config=Configuration(
            service_endpoint=question["url"],
            credentials=Credentials(question["user"], question["password"]),
            # Where none is named, it looks at what the server offers.
            auth_type={"basic": BASIC, "ntlm": NTLM}.get(question["method"]),
        )
    )
    asked_for = {"from": in_utc(start, zone), "to": in_utc(end, zone)}
    try:
        (view,) = protocol.get_free_busy_info(
            accounts=[(question["target"], "Required", False)], start=start, end=end, merged_free_busy_interval=question["minutes"]
        )
        if isinstance(view, Exception):
            raise view
    except EWSError as error:
        return {**asked_for, "refusal": type(error).__name__, "text": str(error)}
    finally:
        # It keeps one connection for each pair of address and name, whatever the method of signing in.
        close_connections()
    return {
        **asked_for,
        "busy": [f"{in_utc(event.start, zone)}/{in_utc(event.end, zone)}" for event in view.calendar_events or []],
        "merged": view.merged,
        "build": str(protocol.version.build),
        "method": protocol.auth_type,
    }


asked = json.load(sys.stdin)
socket.getaddrinfo = on_loopback
json.dump([answer(question) for question in asked["questions"]], sys.stdout)
