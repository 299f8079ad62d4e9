"""Asks Recount before a model call whether it is within its budgets.

One file without dependencies, for Python 3.9 and newer: copy it, or import it. Safe to use from several threads.

    budget = RecountBudget("https://recount.example", os.environ["RECOUNT_API_KEY"])

    def answer(hold):
        model = "gpt-4o-mini" if hold.used >= 0.8 else "gpt-4o"
        reply = call_model(model)
        return reply, reply.cost_usd

    reply = budget.guard({"feature": "support", "user": user}, 0.02, answer)

The key needs the scope `budgets`.
"""

import json
import math
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field, replace
from typing import Any, Callable, Dict, List, Optional, Tuple

Call = Dict[str, str]


class BudgetExceeded(Exception):
    """A budget says no, or Recount does not answer and fail_open is False. `answer` is what Recount said."""

    def __init__(self, answer: "Answer"):
        denying = [one["name"] for one in answer.budgets if one.get("denies")]
        super().__init__("Not within budget" + (": " + ", ".join(denying) if denying else ""))
        self.answer = answer


@dataclass(frozen=True)
class Answer:
    """Whether a call may be made. `used`: the largest share of a limit that is spent or under way."""

    allowed: bool
    used: float = 0.0
    remaining_usd: float = math.inf
    budgets: List[Dict[str, Any]] = field(default_factory=list)
    error: Optional[Exception] = None  # Recount did not answer; fail_open decided
    reservation_id: Optional[str] = None


@dataclass(frozen=True)
class Hold(Answer):
    """An answer with an amount held: settle it after the call, or release it when the call was not made."""

    _tell: Callable[..., bool] = lambda *_: False

    def settle(self, cost_usd: Optional[float] = None, exported: bool = False) -> bool:
        """cost_usd: what it cost, else the reserved amount goes on being held; exported: its span was acknowledged already."""
        body: Dict[str, Any] = {"exported": exported}
        if cost_usd is not None:
            body["cost_usd"] = _decimal(cost_usd)
        return self._tell("POST", self.reservation_id, "/settle", body)

    def release(self) -> bool:
        return self._tell("DELETE", self.reservation_id, "", None)


class RecountBudget:
    def __init__(
        self,
        url: str,
        key: str,
        fail_open: bool = True,  # when Recount does not answer: let calls through, or stop them
        timeout_s: float = 0.5,
        cache_s: float = 1.0,  # how long an answer of check() is used again
        linger_s: float = 15.0,  # how long after its end a call's cost is taken to be under way to Recount
    ):
        self._url, self._key, self._fail_open = url.rstrip("/"), key, fail_open
        self._timeout_s, self._cache_s, self._linger_s = timeout_s, cache_s, linger_s
        self._lock = threading.Lock()
        self._answers: Dict[str, Tuple[float, Answer]] = {}
        self._in_flight: Dict[str, List[List[float]]] = {}

    def check(self, call: Optional[Call] = None) -> Answer:
        """May a call be made? Used again for a second; what this process has under way (`track`) is added."""
        call = call or {}
        name = _name_of(call)
        with self._lock:
            kept = self._answers.get(name)
        if kept is None or time.monotonic() - kept[0] > self._cache_s:
            kept = (time.monotonic(), self._ask(call))
            with self._lock:
                if len(self._answers) > 10_000:
                    self._answers.clear()
                self._answers[name] = kept
        return _with_in_flight(kept[1], self._in_flight_of(name))

    def reserve(self, call: Call, usd: float) -> Hold:
        """Asks and, if it fits into every budget, has an amount held: exact also when many processes ask at once."""
        answer = self._ask({**call, "reserve_usd": _decimal(usd)})
        return Hold(**vars(answer), _tell=self._tell)

    def track(self, call: Call, usd: float) -> Callable[..., None]:
        """Notes a call without a reservation, so that check() counts it before Recount can. Call what it returns at its end."""
        entry = [usd, math.inf]
        with self._lock:
            self._in_flight.setdefault(_name_of(call), []).append(entry)

        def done(cost_usd: Optional[float] = None) -> None:
            if cost_usd is not None:
                entry[0] = cost_usd
            entry[1] = time.monotonic() + self._linger_s

        return done

    def guard(self, call: Call, reserve_usd: float, run: Callable[[Hold], Tuple[Any, Optional[float]]]) -> Any:
        """Runs a call within its budgets. `run` returns its result and what it cost (or None).

        Raises BudgetExceeded when a budget says no, or Recount does not answer and fail_open is False.
        """
        hold = self.reserve(call, reserve_usd)
        if not hold.allowed:
            raise BudgetExceeded(hold)
        try:
            result, cost_usd = run(hold)
        except BaseException:
            # Nobody knows what a failed call has cost: what was reserved is held until its span is counted.
            hold.settle()
            raise
        hold.settle(cost_usd)
        return result

    def _in_flight_of(self, name: str) -> float:
        now = time.monotonic()
        with self._lock:
            entries = [entry for entry in self._in_flight.get(name, []) if entry[1] > now]
            if entries:
                self._in_flight[name] = entries
            else:
                self._in_flight.pop(name, None)
            return sum(entry[0] for entry in entries)

    def _ask(self, query: Call) -> Answer:
        words = {name: value for name, value in query.items() if value}
        try:
            body = self._send("GET", "/api/v1/budgets/check?" + urllib.parse.urlencode(words), None)
        except Exception as error:  # whatever is wrong with Recount or the way to it, the application decides
            return Answer(allowed=self._fail_open, error=error)
        return replace(_summary(body["budgets"]), allowed=body["allowed"], reservation_id=body["reservation_id"])

    def _tell(self, method: str, reservation: Optional[str], path: str, body: Optional[dict]) -> bool:
        if reservation is None:
            return False
        try:
            self._send(method, f"/api/v1/budgets/reservations/{reservation}{path}", body)
            return True
        except Exception:
            return False  # it expires by itself: ten minutes at most

    def _send(self, method: str, path: str, body: Optional[dict]) -> dict:
        request = urllib.request.Request(
            self._url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {self._key}", "content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                raise RuntimeError(f"Recount: {error.code} {error.read(500).decode(errors='replace')}") from None


def _summary(budgets: List[Dict[str, Any]]) -> Answer:
    return Answer(
        allowed=True,
        used=max([0.0, *(one["used"] for one in budgets)]),
        remaining_usd=min([math.inf, *(float(one["remaining_usd"]) for one in budgets)]),
        budgets=budgets,
    )


def _with_in_flight(answer: Answer, usd: float) -> Answer:
    """The same answer with amounts that Recount cannot know of yet."""
    if usd == 0 or not answer.budgets:
        return answer
    budgets = []
    for one in answer.budgets:
        remaining = float(one["remaining_usd"]) - usd
        deny_at = one["denies_at_usd"]
        stops = deny_at is not None and float(one["limit_usd"]) - remaining >= float(deny_at)
        budgets.append(
            {
                **one,
                "remaining_usd": f"{remaining:.9f}",
                "used": one["used"] + usd / float(one["limit_usd"]),
                "denies": one["denies"] or stops,
            }
        )
    allowed = answer.allowed and not any(one["denies"] for one in budgets)
    return replace(_summary(budgets), allowed=allowed, reservation_id=answer.reservation_id, error=answer.error)


def _name_of(call: Call) -> str:
    return json.dumps(call, sort_keys=True)


def _decimal(usd: float) -> str:
    return f"{usd:.9f}"
