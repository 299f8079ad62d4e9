/** A fault that a tired colleague could make: one place of one file, said otherwise. */
export interface Mutation {
  what: string;
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
  /** Names of the tests in its folder that are asked first; else the file's own. Quicker, not narrower. */
  tests?: string[];
}

const of =
  (file: string, tests?: string[]) =>
  (what: string, find: string, replace: string): Mutation => ({
    file,
    what,
    find,
    replace,
    ...(tests ? { tests } : {}),
  });

const write = of("lib/ingest/write.ts");
const accept = of("lib/ingest/accept.ts", ["write", "accept"]);
const spanRow = of("lib/ingest/span-row.ts");
const priceSpan = of("lib/ingest/price-span.ts");
const classifySpan = of("lib/ingest/classify-span.ts");
const labelSets = of("lib/ingest/label-sets.ts");
const readLabels = of("lib/derive/read-labels.ts", ["resolve-trace", "witnesses", "late-truth"]);
const dropOld = of("lib/retention/drop-old.ts");
const groupCommit = of("lib/ingest/group-commit.ts");
const receiveOtlp = of("lib/ingest/receive-otlp.ts");
const usage = of("lib/ingest/dialects/usage.ts");
const usageParts = of("lib/ingest/dialects/usage-parts.ts", ["usage"]);
const toSpan = of("lib/ingest/dialects/index.ts");
const readDialects = of("lib/ingest/dialects/read-dialects.ts", ["index"]);
const readBody = of("lib/http/read-body.ts");
const markStale = of("lib/derive/mark-stale.ts", ["derive-traces"]);
const countCalls = of("lib/derive/count-calls.ts", ["count-calls", "time-to-first-token"]);
const attribute = of("lib/derive/attribute-trace.ts", ["resolve-trace"]);
const totals = of("lib/derive/total-calls.ts", ["resolve-trace", "count-calls"]);
const attempts = of("lib/derive/find-attempts.ts");
const saving = of("lib/derive/parallel-saving.ts");
const ttft = of("lib/derive/time-to-first-token.ts");
const rollUp = of("lib/derive/roll-up.ts");
const priceCall = of("lib/cost/price-call.ts");
const costOf = of("lib/cost/cost-of.ts");
const priceBook = of("lib/cost/price-book.ts", ["price-call"]);
const ownPrice = of("lib/cost/own-price.ts", ["price-call"]);
const threshold = of("lib/budgets/threshold.ts");
const rollWindows = of("lib/budgets/count/roll-windows.ts", ["housekeeping"]);
const budgetRound = of("lib/budgets/count/budget-round.ts", ["housekeeping"]);
const evaluate = of("lib/budgets/count/evaluate.ts", ["budgets"]);
const countSlots = of("lib/budgets/count/count-slots.ts", ["budgets"]);
const checkBudgets = of("lib/budgets/check-budgets.ts", ["housekeeping", "budgets"]);
const scope = of("lib/budgets/scope.ts", ["budgets"]);
const failures = of("lib/latency/failures.ts");
const objective = of("lib/latency/objectives/objective-status.ts", ["objectives"]);
const errorBudget = of("lib/latency/error-budget.ts");
const byGroup = of("lib/latency/by-group.ts", ["failures"]);
const queryMetrics = of("lib/metrics/query-metrics.ts");
const figure = of("lib/metrics/figure.ts");
const coverRange = of("lib/metrics/plan-buckets.ts");
const roles = of("lib/auth/roles.ts");
const throttle = of("lib/auth/throttle.ts", ["sign-in"]);
const keys = of("lib/auth/authenticate.ts");
const bucket = of("lib/ingest-usage/token-bucket.ts");
const admission = of("lib/ingest-usage/rate-limits.ts", ["admission", "intake"]);

export const MUTATIONS: readonly Mutation[] = [
  // What survived a review's 66 faults.
  markStale(
    "no mark for ten seconds",
    "where ten > clock_timestamp() - make",
    "where false and ten > clock_timestamp() - make",
  ),
  write(
    "no mark for ten seconds",
    "if (at > since) tenSecondBuckets.add",
    'if (at > "9") tenSecondBuckets.add',
  ),
  priceCall("audio is no input of the tier", "(tokens.inputAudio ?? 0),", "0,"),
  usage("a wholly cached prompt is exclusive", "if (cached > input) return", "if (cached >= input) return"),
  spanRow("metadata is not redacted", "set.json(redactSecrets(span.metadata))", "set.json(span.metadata)"),
  spanRow("events are not redacted", "rest.events = redactSecrets(span.events)", "rest.events = span.events"),
  spanRow(
    "any reported cost is believed",
    "nano === null || nano < -MAX_REPORTED_NANO_USD || nano > MAX_REPORTED_NANO_USD ? null : nano",
    "nano",
  ),
  groupCommit("no second attempt", "if (late || !again) throw error", "throw error"),
  groupCommit(
    "no second attempt after a lost connection",
    ": isUnavailable(error) && attempt < 3",
    ": false",
  ),
  groupCommit(
    "no second attempt after a deadlock",
    "isTransient(error) ? attempt < 8 :",
    "isTransient(error) ? false :",
  ),
  write("an older judgement wins", "       < (excluded.revised_at", "       <> (excluded.revised_at"),
  toSpan("an hour of skew is none", "MAX_SKEW_NS = 1_000_000_000n", "MAX_SKEW_NS = 3_600_000_000_000n"),
  toSpan(
    "the function is not taken over",
    'functionName: pick(readings, "functionName")',
    "functionName: null",
  ),
  of("lib/ingest/langsmith/place.ts")("no trace from the parent", "(created ? parentRunId : null)", "null"),
  receiveOtlp("x-project-name is not read", 'headers.get("x-project-name") ?? ', ""),
  readBody("bodies in flight have no bound", "if (bytesInFlight > MAX_BYTES_IN_FLIGHT)", "if (false)"),
  threshold("amounts are rounded down", "+ 9_999n) / 10_000n", ") / 10_000n"),
  rollWindows(
    "a window moves back",
    "if (budget.windowFromMs !== null && budget.windowFromMs >= startMs) continue;",
    "",
  ),
  of("lib/budgets/known-budgets.ts", ["housekeeping"])(
    "budgets are fresh for minutes",
    "FRESH_MS = 1_000",
    "FRESH_MS = 600_000",
  ),
  budgetRound("expired holds stay", "h.expires_at < clock_timestamp() - interval '1 minute'", "false"),
  of("lib/budgets/forecast.ts")(
    "a breach by the mean",
    "last.high >= input.limit",
    "last.expected >= input.limit",
  ),
  rollWindows("old slots stay", "and slot < ${needed}`;", "and slot < ${needed} and false`;"),
  checkBudgets(
    "a budget denies while it is counted",
    "budget.paused || !budget.counted ? null",
    "budget.paused ? null",
  ),
  failures("every share is all", "calls / (callsOf.get(value) ?? calls)", "1"),
  objective("three days are one", "now - 3 * DAY_MS", "now - DAY_MS"),
  queryMetrics(
    "no series for others",
    "  return rest.length === 0\n    ? ranked",
    "  return rest.length >= 0\n    ? ranked.slice(0, query.top)",
  ),
  ttft("a wrapper's first token before the call", "fromOwnStart > 0 ? fromOwnStart : null", "fromOwnStart"),
  rollUp("one failure stops all", "if (isUnavailable(error)) throw error;", "throw error;"),
  write("prices are not remembered", "for (const price of prices) known.add(0, 0, priceName(price.id));", ""),

  // Ingest.
  labelSets(
    "sets are known before they are committed",
    "fresh.set(key, { ...labelsOf(row)",
    "this.known.set(key, { id, day }); fresh.set(key, { ...labelsOf(row)",
  ),
  labelSets("sets are known for ever", "known?.day === day ? known.id", "known ? known.id"),
  labelSets("sets have no bound", "this.written.set(projectId, (this", "void (this"),
  labelSets("no label is as an empty one", '? "-" :', '? "0:" :'),
  labelSets("labels run into each other", "`${label.length}:${label}`", "label"),
  labelSets("sets are written as they come", ".sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))", ""),
  readLabels(
    "a row's own labels are not read",
    "row.ownLabels === null ? labels :",
    "row.ownLabels !== undefined ? labels :",
  ),
  dropOld("sets go with the day on which they were used last", " - ${LABEL_SET_DAYS}::int", ""),
  dropOld(
    "sets go though their spans' day was postponed",
    "days === longest && oldest !== null && oldest < cutoff ? oldest : cutoff",
    "cutoff",
  ),
  write(
    "an older revision wins",
    "where span_rows.revision < excluded.revision",
    "where span_rows.revision <> excluded.revision",
  ),
  write(
    "of two copies in a batch the lesser",
    "BigInt(other.revision as string) < BigInt",
    "BigInt(other.revision as string) > BigInt",
  ),
  write(
    "the last day is not moved",
    "last_day = greatest(trace_days.last_day, excluded.last_day)",
    "last_day = trace_days.last_day",
  ),
  write("no mark for derivation", "    insertMarks(projectId, marks),\n", ""),
  write(
    "contents are known before they are committed",
    "const isNew = (shard: number, id: string) => !known",
    "const isNew = (shard: number, id: string) => known",
  ),
  accept("two days ahead", "toMs: nowMs + DAY_MS", "toMs: nowMs + 2 * DAY_MS"),
  accept("retention is not looked at", "fromMs: nowMs - project.retentionDays * DAY_MS", "fromMs: 0"),
  accept(
    "scores of spans are lost",
    "for (const score of span.scores) batch",
    "for (const score of [] as typeof span.scores) batch",
  ),
  accept(
    "events are not judged by their time",
    "const problem = outOfWindow(addition.occurredAtNs, window)",
    "const problem = null as string | null",
  ),
  spanRow("negative counts are believed", "count >= 0 && count <= MAX_TOKENS", "count <= MAX_TOKENS"),
  spanRow("the resource is not redacted", "() => redactSecrets(span.resource)", "() => span.resource"),
  spanRow(
    "attributes are not redacted",
    "rest.attributes = redactSecrets(span.attributes)",
    "rest.attributes = span.attributes",
  ),
  spanRow("tokens are no part", "| (tokens === null ? 0 : COMPLETENESS.tokens)", "| COMPLETENESS.tokens"),
  priceSpan(
    "a reported cost twice as high fits",
    "Number(reportedNanoUsd) / 1000);",
    "Number(reportedNanoUsd));",
  ),
  priceSpan("failed calls are estimated", "call.isError ? null : estimator(call)", "estimator(call)"),
  priceSpan(
    "the agent is not priced",
    'const isActor = span.kind === "agent" || span.kind === "workflow"',
    'const isActor = span.kind === "workflow"',
  ),
  priceSpan(
    "own prices are stored among the list's",
    'if (price.source !== "own") prices.set(price.id, price);',
    "prices.set(price.id, price);",
  ),
  classifySpan("a filter is no failure", 'finishReason !== "content_filter" && finishReason', "finishReason"),
  classifySpan("servers' spans look like clients'", "row.flags = (row.flags ?? 0) | FLAG.server;", ""),
  groupCommit(
    "one bad row costs all",
    "if (group.length > 1 && !isUnavailable(error))",
    "if (group.length > 100 && !isUnavailable(error))",
  ),
  groupCommit(
    "the queue has no bound",
    "this.stats.queuedRows + rows > this.limits.maxQueuedRows",
    "rows > this.limits.maxQueuedRows",
  ),
  groupCommit("projects share a transaction", "entry.batch.projectId === projectId && fits", "fits"),
  readBody(
    "the bound holds before decompression only",
    "const options = { maxOutputLength: maxBytes };",
    "const options = {};",
  ),
  receiveOtlp("a sixth reason is told", "REASONS_SHOWN = 5", "REASONS_SHOWN = 6"),
  bucket("no debt", "-this.rate * MAX_DEBT_SECONDS", "0"),
  bucket("a clock set back takes", "Math.max(0, nowMs - this.atMs)", "(nowMs - this.atMs)"),
  admission(
    "the quota holds a span late",
    "this.quotas.used(projectId, now) < dailySpanQuota",
    "this.quotas.used(projectId, now) <= dailySpanQuota",
  ),
  admission("a failed write counts", "reserved.gaveUp();", "reserved.stored();"),

  // Dialects.
  usage(
    "the larger of two writes is not the whole",
    "Math.max(usage.cacheWrite, parts ?? 0)",
    "usage.cacheWrite",
  ),
  usage(
    "native names include",
    'return { includes: false, rule: usage.rule ?? "native_names"',
    'return { includes: true, rule: usage.rule ?? "native_names"',
  ),
  usage(
    "a total that adds the cache says nothing",
    "usage.total === input + cached + output)",
    "usage.total === input + cached)",
  ),
  usageParts("reasoning is never beside the output", "disjoint || reasoning > without || adds", "disjoint"),
  usageParts("audio is within a smaller output", "disjoint || (audio ?? 0) > output", "disjoint"),
  toSpan("a first token after the end", "(saidTtftNs <= durationNs && (", "(("),
  toSpan("framework tags stay", "if (!isFrameworkTag(tag)) tags.add(tag)", "tags.add(tag)"),
  toSpan(
    "environments keep their capitals",
    'pick(readings, "environment")?.toLowerCase()',
    'pick(readings, "environment")',
  ),
  readDialects(
    "maps of the less believed win",
    "for (let index = readings.length - 1; index >= 0; index--)",
    "for (let index = 0; index < readings.length; index++)",
  ),
  of("lib/ingest/dialects/finish-reasons.ts")(
    "max_tokens is an end",
    'max_tokens: "length"',
    'max_tokens: "stop"',
  ),

  // Derivation.
  countCalls("an agent is no barrier", '  "agent",\n', ""),
  countCalls(
    "events are counted beside spans",
    "!isFromLog(call) || !services.has(call.node.span.service)",
    "true",
  ),
  countCalls("a wrapper of two calls repeats the first", "if (calls.length === 1 && only)", "if (only)"),
  countCalls(
    "what a repeat called is not the call's",
    "COMPLETENESS.output | COMPLETENESS.toolCalls;",
    "COMPLETENESS.output;",
  ),
  attribute(
    "a function before a feature",
    "first((span) => span.feature) ?? first((span) => span.functionName)",
    "first((span) => span.functionName) ?? first((span) => span.feature)",
  ),
  attribute("the earliest before the root", "if (own !== null) return own;", ""),
  totals("failed calls without usage have an unknown cost", "!span.isError || hasUsage(span)", "true"),
  attempts(
    "a retry may start before the end",
    "if (endOf(earlier.node) > later.node.span.startedUs) return false;",
    "",
  ),
  attempts(
    "the repeating call's cost is lost",
    "cost += earlier.node.span.costNanoUsd ?? 0",
    "cost += later.node.span.costNanoUsd ?? 0",
  ),
  saving(
    "what changes the world may move",
    "(run.hasSideEffect || earlier.hasSideEffect || dependsOn",
    "(dependsOn",
  ),
  saving("shared time counts twice", "Math.max(run.startNs, endNs))", "run.startNs)"),
  ttft("a call for tools is the answer", "streams(call) && !asksForTools(call)", "streams(call)"),
  rollUp(
    "open buckets are made",
    "clock_timestamp() - make_interval(secs => ${tier.openS})",
    "clock_timestamp() + interval '1 day'",
  ),
  rollUp("the tier above is not marked", "    next &&\n", "    false && next &&\n"),

  // Cost.
  costOf(
    "rounded down",
    "return (femto + FEMTO_PER_NANO / 2n) / FEMTO_PER_NANO;\n}",
    "return femto / FEMTO_PER_NANO;\n}",
  ),
  costOf(
    "a bucket without a price is free",
    "if (rate === null || rate === undefined) return null;",
    "if (rate === null || rate === undefined) continue;",
  ),
  costOf("an hour's writes are billed twice", 'cacheWrite: ["cacheWrite1h"],', "cacheWrite: [],"),
  priceCall(
    "a search without a price is free",
    "(call.quantities?.webSearches ?? 0) > 0 && !paysSearches(price)",
    "false",
  ),
  priceCall(
    "a chat needs no output",
    'return kind === "llm" && !outputKnown ? "no_output" : null;',
    "return null;",
  ),
  priceBook(
    "the list where the own price has no tier",
    "if (own) return [asPrice",
    "if (own && asPrice(own, question.serviceTier)) return [asPrice",
  ),
  ownPrice("the last day is not in", "day <= own.validTo", "day < own.validTo"),
  ownPrice("a shorter beginning wins", "b.model.length - a.model.length", "a.model.length - b.model.length"),

  // Budgets.
  scope(
    "what is not said matches",
    "wanted === null || wanted === said",
    "wanted === null || said === undefined || wanted === said",
  ),
  scope(
    "calls without a user have a sum",
    '(!scope.everyUser || (call.user !== undefined && call.user !== ""))',
    "true",
  ),
  evaluate("paused budgets fire", "!budget.paused && budget.thresholds", "budget.thresholds"),
  evaluate(
    "a threshold fires again",
    "and (b.limit_nano_usd = ${String(budget.limitNano)}::bigint or b.resolved_at is null)",
    "and b.resolved_at is not null",
  ),
  countSlots("the end of a range is in", "started_at < $3 and", "started_at <= $3 and"),
  countSlots("slots of a rolling budget end", "toMs: Infinity,", "toMs: 0,"),
  checkBudgets(
    "what was added is not held",
    "const taken = spent + held + added;",
    "const taken = spent + held;",
  ),
  of("lib/budgets/raise-limit.ts", ["budgets"])(
    "the same limit is a raise",
    "if (limit <= before)",
    "if (limit < before)",
  ),
  of("lib/budgets/settle-reservation.ts", ["budgets"])(
    "settling again gives more time",
    "release_at = coalesce(release_at, ",
    "release_at = coalesce(null, ",
  ),
  of("lib/budgets/period.ts")(
    "a window holds a slot more",
    "startMs: endMs - WINDOW_MS[unit]",
    "startMs: endMs - SLOT_MS - WINDOW_MS[unit]",
  ),

  // Latency and metrics.
  errorBudget(
    "a burn rate of good calls",
    "(total - good) / total / (1 - target)",
    "good / total / (1 - target)",
  ),
  objective("an hour is six", 'Date.parse(at ?? "") >= hourAgo', 'Date.parse(at ?? "") >= sixHoursAgo'),
  byGroup("the period before is this one", "[scope, rangeBefore(scope)]", "[scope, scope]"),
  failures(
    "only failed steps are counted",
    'calls: Number(sum("calls"))',
    "calls: rows.reduce((all, { calls }) => all + calls, 0)",
  ),
  failures(
    "a fallback is a retry",
    'fallbacks: Number(sum("fallbacks"))',
    'fallbacks: Number(sum("retries"))',
  ),
  coverRange(
    "stale minutes spoil no hour",
    "if (lengthOf(tier) < level.ms)",
    "if (lengthOf(tier) > level.ms)",
  ),
  coverRange(
    "tens of seconds are always there",
    "level === undefined || (level.tier === 10 && left.from < tensFrom)",
    "level === undefined",
  ),
  figure("unknown is free", "cost === 0n && unknown > 0 ? null : usdOfNano(cost)", "usdOfNano(cost)"),
  figure("the median of nine tenths", "p90: ms(0.9)", "p90: ms(0.5)"),
  figure(
    "reasoning is no output",
    'sum("output_text_tokens") + sum("reasoning_tokens")',
    'sum("output_text_tokens")',
  ),
  queryMetrics(
    "filters for kinds are forgotten",
    "filters.kind?.filter((kind) => of.kinds?.includes(kind)) ?? of.kinds",
    "of.kinds",
  ),

  // Sign-in and keys.
  roles(
    "managers read what was said",
    'read_content: ["engineer", "compliance", "admin"]',
    'read_content: ["engineer", "manager", "compliance", "admin"]',
  ),
  roles(
    "a key that reads may do all",
    '(permission === "read_aggregates" || permission === "read_content")',
    "true",
  ),
  keys(
    "a key without the scope is let in",
    "if (!scopes.includes(scope) && !scopes.includes",
    "if (scopes.length === 0 && !scopes.includes",
  ),
  keys("a revoked key works", "if (!usable) refuseKey();", ""),
  throttle("ten tries", "account: 5,", "account: 10,"),
  throttle(
    "a success gives an address all its tries back",
    "set failures = failures - 1,",
    "set failures = 0,",
  ),
  throttle("locks do not grow", "power(2, least(", "power(1, least("),
  of("lib/auth/return-path.ts")(
    "another origin",
    'url.origin !== ORIGIN || url.pathname.startsWith("//")',
    'url.pathname.startsWith("//")',
  ),
];
