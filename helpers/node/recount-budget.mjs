/**
 * Asks Recount before a model call whether it is within its budgets. One file without dependencies, for Node.js 18 and newer:
 * copy it, or import it.
 *
 *     const budget = new RecountBudget({ url: "https://recount.example", key: process.env.RECOUNT_API_KEY });
 *     const answer = await budget.guard({ feature: "support", user }, { reserveUsd: 0.02 }, async ({ used }) => {
 *       const model = used >= 0.8 ? "gpt-4o-mini" : "gpt-4o";
 *       const reply = await callModel(model);
 *       return { result: reply, costUsd: reply.costUsd };
 *     });
 *
 * The key needs the scope `budgets`.
 */

/** Thrown by `guard` when a budget says no. `answer` is what Recount said. */
export class BudgetExceeded extends Error {
  constructor(answer) {
    const denying = answer.budgets.filter((one) => one.denies).map((one) => one.name);
    super(`Not within budget${denying.length > 0 ? `: ${denying.join(", ")}` : ""}`);
    this.name = "BudgetExceeded";
    this.answer = answer;
  }
}

export class RecountBudget {
  #url;
  #key;
  #failOpen;
  #timeoutMs;
  #cacheMs;
  #lingerMs;
  #answers = new Map();
  #inFlight = new Map();

  /**
   * @param {object} options
   * @param {string} options.url Recount's address
   * @param {string} options.key an API key with the scope `budgets`
   * @param {boolean} [options.failOpen] when Recount does not answer: true (default) lets calls through, false stops them
   * @param {number} [options.timeoutMs] how long an answer may take, 500
   * @param {number} [options.cacheMs] how long an answer of `check` is used again, 1000
   * @param {number} [options.lingerMs] how long after its end a call's cost is taken to be under way to Recount, 15000
   */
  constructor({ url, key, failOpen = true, timeoutMs = 500, cacheMs = 1000, lingerMs = 15_000 }) {
    this.#url = url.replace(/\/+$/, "");
    this.#key = key;
    this.#failOpen = failOpen;
    this.#timeoutMs = timeoutMs;
    this.#cacheMs = cacheMs;
    this.#lingerMs = lingerMs;
  }

  /**
   * May a call be made? Used again for a second; what this process has under way (`track`) is added to every budget concerned.
   * @param {{feature?: string, user?: string, model?: string, environment?: string, prompt_version?: string}} call
   * @returns {Promise<{allowed: boolean, used: number, remainingUsd: number, budgets: object[], error?: Error}>} `used`: the largest
   *   share of a limit that is spent or under way, 0 without a budget; `error`: Recount did not answer, `failOpen` decided
   */
  async check(call = {}) {
    const name = nameOf(call);
    let kept = this.#answers.get(name);
    if (!kept || Date.now() - kept.at > this.#cacheMs) {
      kept = { at: Date.now(), answer: this.#ask(call) };
      if (this.#answers.size > 10_000) this.#answers.clear();
      this.#answers.set(name, kept);
    }
    return withInFlight(await kept.answer, this.#inFlightOf(name));
  }

  /**
   * Asks and, if it fits into every budget, has an amount held until the call is settled: exact also when many processes ask at once.
   * @returns what `check` returns, with `settle(costUsd?, {exported})` for after the call and `release()` for when it was not made
   */
  async reserve(call, usd) {
    const answer = await this.#ask({ ...call, reserve_usd: decimal(usd) });
    const id = answer.reservationId;
    const tell = async (method, path, body) => {
      if (!id) return false;
      try {
        await this.#send(method, `/api/v1/budgets/reservations/${id}${path}`, body);
        return true;
      } catch {
        return false; // It expires by itself: ten minutes at most.
      }
    };
    return {
      ...answer,
      /** @param {number} [costUsd] what it cost; else the reserved amount goes on being held
       *  @param {{exported?: boolean}} [how] exported: its span has been sent and acknowledged already */
      settle: (costUsd, { exported = false } = {}) =>
        tell("POST", "/settle", {
          ...(costUsd === undefined ? {} : { cost_usd: decimal(costUsd) }),
          exported,
        }),
      release: () => tell("DELETE", ""),
    };
  }

  /**
   * Notes a call that is made without a reservation, so that `check` counts it before Recount can.
   * @returns {(costUsd?: number) => void} to be called when it ends, with what it cost
   */
  track(call, usd) {
    const name = nameOf(call);
    const list = this.#inFlight.get(name) ?? [];
    const entry = { usd, until: Infinity };
    list.push(entry);
    this.#inFlight.set(name, list);
    return (costUsd = entry.usd) => {
      entry.usd = costUsd;
      entry.until = Date.now() + this.#lingerMs;
    };
  }

  /**
   * Runs a call within its budgets.
   * @param {object} call what is known of it
   * @param {{reserveUsd: number}} options what it costs at most
   * @param {(answer: object) => Promise<{result: any, costUsd?: number, exported?: boolean}>} run makes the call
   * @throws {BudgetExceeded} when a budget says no, or Recount does not answer and `failOpen` is false
   */
  async guard(call, { reserveUsd }, run) {
    const hold = await this.reserve(call, reserveUsd);
    if (!hold.allowed) throw new BudgetExceeded(hold);
    try {
      const { result, costUsd, exported } = await run(hold);
      await hold.settle(costUsd, { exported });
      return result;
    } catch (error) {
      // Nobody knows what a failed call has cost: what was reserved is held until its span is counted.
      await hold.settle();
      throw error;
    }
  }

  #inFlightOf(name) {
    const now = Date.now();
    const list = (this.#inFlight.get(name) ?? []).filter(({ until }) => until > now);
    if (list.length === 0) this.#inFlight.delete(name);
    else this.#inFlight.set(name, list);
    return list.reduce((sum, { usd }) => sum + usd, 0);
  }

  async #ask(query) {
    const words = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
    try {
      const body = await this.#send("GET", `/api/v1/budgets/check?${new URLSearchParams(words)}`);
      return { ...summary(body.budgets), allowed: body.allowed, reservationId: body.reservation_id };
    } catch (error) {
      return {
        allowed: this.#failOpen,
        used: 0,
        remainingUsd: Infinity,
        budgets: [],
        reservationId: null,
        error,
      };
    }
  }

  async #send(method, path, body) {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`Recount: ${answer.error?.message ?? response.status}`);
    return answer;
  }
}

const summary = (budgets) => ({
  budgets,
  used: Math.max(0, ...budgets.map((one) => one.used)),
  remainingUsd: Math.min(Infinity, ...budgets.map((one) => Number(one.remaining_usd))),
});

/** The same answer with amounts that Recount cannot know of yet. */
function withInFlight(answer, usd) {
  if (usd === 0 || answer.budgets.length === 0) return answer;
  const budgets = answer.budgets.map((one) => {
    const remaining = Number(one.remaining_usd) - usd;
    return {
      ...one,
      remaining_usd: remaining.toFixed(9),
      used: one.used + usd / Number(one.limit_usd),
      denies:
        one.denies ||
        (one.denies_at_usd !== null && Number(one.limit_usd) - remaining >= Number(one.denies_at_usd)),
    };
  });
  return { ...answer, ...summary(budgets), allowed: answer.allowed && !budgets.some((one) => one.denies) };
}

const nameOf = (call) => JSON.stringify(Object.entries(call).toSorted(([a], [b]) => (a < b ? -1 : 1)));
const decimal = (usd) => Number(usd).toFixed(9);
