import type { Price } from "@/lib/cost/price";
import { PriceBook } from "@/lib/cost/price-book";
import { priceCall } from "@/lib/cost/price-call";
import { FLAG } from "@/lib/model/flags";
import { COMPLETENESS } from "@/lib/model/completeness";

import { FAILING, failureOf, OUTAGE_ERROR, TOOL_ERROR, type Failing } from "./failing";
import { holdingOn, MODELS, OUTAGE, releaseOn, RUNAWAY, USERS, userId, type Feature, type Model } from "./features"; // prettier-ignore
import type { OwnTexts } from "./own-texts";
import { type Random, weighted, zipf } from "./random";
import { blankSpan, type SeedSpan } from "./span-rows";
import type { Dialogue, FeatureTexts, Texts } from "./texts";
import { drawSizes, type Traffic } from "./traffic";

/** What traces are made of. */
export interface World {
  projectId: number;
  traffic: Traffic;
  texts: Texts;
  /** Null: all share the same dialogues. */
  own: OwnTexts | null;
  /** Milliseconds: when the first day began. */
  startMs: number;
  /** Gains each list price that a call was billed at. */
  prices: Map<string, Price>;
}

/** The same chance of failing for each call, in time with the trace's feature and model. */
const FAILS = 0.013;
const drawFailing = weighted(FAILING.map(({ weight }) => weight));
const drawUser = zipf(USERS, 1.02);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NS = 1e6;

/** All spans of one trace that began at `atMs`. */
export function makeTrace(world: World, feature: Feature, atMs: number, random: Random): SeedSpan[] {
  return new TraceMaker(world, feature, atMs, random).make();
}

interface Called {
  span: SeedSpan;
  ok: boolean;
}

class TraceMaker {
  private readonly spans: SeedSpan[] = [];
  private readonly traceId: string;
  private readonly day: number;
  private readonly environment: string;
  private readonly release: string;
  private readonly texts: FeatureTexts;
  private readonly dialogue: Dialogue;
  private readonly sizes: { context: number; generated: number };
  private readonly model: Model;
  private readonly resourceId: string;
  private failed: Failing | null = null;
  /** Inputs by the call that sends them: dialogues are few, and two calls with the same input would be attempts at one. */
  private readonly senders = new Map<string[], number>();
  private calls = 0;
  /** Where the next step begins, ms after the epoch. */
  private clock: number;

  constructor(
    private readonly world: World,
    private readonly feature: Feature,
    private readonly atMs: number,
    private readonly random: Random,
  ) {
    this.traceId = random.hex(32);
    this.day = Math.floor((atMs - world.startMs) / DAY_MS);
    this.environment = random.chance(0.05) ? "staging" : "production";
    this.release = releaseOn(this.day, this.environment);
    this.texts = world.texts.byFeature.get(feature.name) as FeatureTexts;
    const shared = random.pick(this.texts.dialogues);
    const { own } = world;
    this.dialogue = own !== null && random.chance(own.share) ? own.dialogue(shared, random) : shared;
    this.sizes = drawSizes(world.traffic, random);
    this.resourceId = world.texts.resourceId(feature.service, this.environment, this.release);
    const canary = random.chance(0.1) ? 2 : 0;
    this.model = MODELS[holdingOn(feature.models, this.day + canary)?.model ?? "mini"];
    this.clock = atMs;
  }

  make(): SeedSpan[] {
    const { shape } = this.feature;
    const agent = shape === "sequential" || shape === "parallel";
    const root = this.add(agent ? "agent" : "workflow", this.feature.name, null);
    this.identify(root);
    root.bodies.input = this.dialogue.questionId;
    root.parts = COMPLETENESS.input;
    this.clock += 2 + this.random.next() * 6;
    this[shape](root);
    this.clock += 1 + this.random.next() * 4;
    root.durationNs = Math.round((this.clock - this.atMs) * NS);
    if (this.failed !== null) this.fail(root, this.failed);
    else {
      root.bodies.result = this.dialogue.answerId;
      root.parts |= COMPLETENESS.output;
    }
    return this.spans;
  }

  /** Who asked, in which conversation. */
  private identify(root: SeedSpan): void {
    const { random, feature } = this;
    const hour = new Date(this.atMs).getUTCHours();
    const runsAway =
      feature.name === RUNAWAY.feature &&
      this.day === RUNAWAY.day &&
      hour >= RUNAWAY.fromHour &&
      hour < RUNAWAY.toHour &&
      random.chance(RUNAWAY.share);
    if (feature.when === "people") root.userId = userId(runsAway ? RUNAWAY.rank : drawUser(random));
    if (feature.shape === "chat" || feature.shape === "sequential")
      root.sessionId = `${feature.shape}-${root.userId?.slice(5)}-${this.day}-${hour >> 1}`;
    if (random.chance(0.6)) root.tags = [random.pick(feature.tags)];
  }

  private chat(root: SeedSpan): void {
    this.other("guardrail", "check input", root, this.random.around(45, 0.4));
    const { ok } = this.call(root, "answer", { streaming: true, history: 0.6 });
    if (ok && this.random.chance(0.8)) this.other("guardrail", "check output", root, this.random.around(60, 0.4));
    if (ok && this.random.chance(0.05)) this.other("evaluator", "judge helpfulness", root, this.random.around(900, 0.3));
  } // prettier-ignore

  private retrieval(root: SeedSpan): void {
    this.embedding(root, "embed query", 24);
    this.search(root);
    if (this.random.chance(0.7)) {
      const rerank = this.other("rerank", "rerank", root, this.random.around(120, 0.4));
      rerank.bodies.documents = this.dialogue.documents;
      rerank.bodies.input = this.dialogue.questionId;
      rerank.parts = COMPLETENESS.input | COMPLETENESS.documents;
    }
    this.call(root, "answer", { streaming: true, retrieved: 0.65 });
  }

  private sequential(root: SeedSpan): void {
    if (!this.call(root, "plan", { asks: true, scale: 0.3 }).ok) return;
    const steps = 1 + this.random.below(3);
    for (let step = 0; step < steps; step++) {
      if (!this.tool(root, step, this.clock)) return;
      this.clock = this.lastEnd();
      const last = step === steps - 1;
      const called = this.call(root, last ? "answer" : "plan", {
        asks: !last,
        streaming: last,
        history: 0.3 + 0.1 * step,
        retrieved: 0.3,
        scale: last ? 1 : 0.3,
      });
      if (!called.ok) return;
    }
  }

  private parallel(root: SeedSpan): void {
    if (!this.call(root, "plan", { asks: true, scale: 0.4 }).ok) return;
    const startsMs = this.clock;
    const count = 2 + this.random.below(3);
    let ok = true;
    let end = startsMs;
    for (let index = 0; index < count; index++) {
      ok = this.tool(root, index, startsMs + index * 3) && ok;
      end = Math.max(end, this.lastEnd());
    }
    this.clock = end + 2;
    this.call(root, "write report", { streaming: true, retrieved: 0.7, scale: 2 });
  }

  private classify(root: SeedSpan): void {
    this.call(root, "classify", { scale: 0.08 });
  }

  private embed(root: SeedSpan): void {
    const batches = 2 + this.random.below(5);
    for (let batch = 0; batch < batches; batch++) this.embedding(root, "embed chunks", 6_000);
  }

  private review(root: SeedSpan): void {
    this.search(root);
    if (this.call(root, "review", { retrieved: 0.8, scale: 1.5 }).ok)
      this.call(root, "classify", { scale: 0.1, history: 0.2 });
  }

  private map(root: SeedSpan): void {
    const chunks = 2 + this.random.below(4);
    const startsMs = this.clock;
    let end = startsMs;
    for (let chunk = 0; chunk < chunks; chunk++) {
      this.clock = startsMs + chunk * 5;
      if (!this.call(root, "summarize part", { scale: 0.5 }).ok) return;
      end = Math.max(end, this.clock);
    }
    this.clock = end;
    this.call(root, "summarize", { streaming: true, history: 0.5 });
  }

  private search(root: SeedSpan): void {
    const span = this.other("retrieval", "search documents", root, this.random.around(140, 0.5));
    span.bodies.input = this.dialogue.questionId;
    span.parts = COMPLETENESS.input;
    // A store that does not send what it found: the trace is not complete.
    if (this.random.chance(0.985)) {
      span.bodies.documents = this.dialogue.documents;
      span.parts |= COMPLETENESS.documents;
    }
  }

  private tool(root: SeedSpan, index: number, startsMs: number): boolean {
    const tool = this.texts.tools[index % this.texts.tools.length] as FeatureTexts["tools"][number];
    this.clock = startsMs;
    const span = this.other("tool", tool.name, root, this.random.around(380, 0.7));
    span.toolName = tool.name;
    span.toolCallId = `call_${index}`;
    span.bodies.input = this.random.pick(tool.argumentIds);
    span.parts = COMPLETENESS.input | COMPLETENESS.toolResult;
    if (this.random.chance(0.006)) {
      this.fail(span, TOOL_ERROR);
      this.failed = TOOL_ERROR;
      return false;
    }
    span.bodies.result = this.random.pick(tool.resultIds);
    return true;
  }

  /** A model call, tried again where it fails, at last with another model. */
  private call(root: SeedSpan, step: string, how: CallOptions): Called {
    this.calls++;
    let called = this.attempt(root, step, this.model, how);
    for (let retry = 0; retry < 2 && !called.ok && this.failed?.again; retry++) {
      this.clock += 400 * 2 ** retry + this.random.next() * 200;
      const model = retry === 0 ? this.model : MODELS[this.feature.fallback];
      called = this.attempt(root, step, model, how);
    }
    if (called.ok) this.failed = null;
    return called;
  }

  private attempt(root: SeedSpan, step: string, model: Model, how: CallOptions): Called {
    const { random } = this;
    const span = this.add("llm", step, root);
    const prompt = this.prompt();
    Object.assign(span, {
      provider: model.provider,
      requestModel: model.request,
      streaming: how.streaming ?? false,
      promptFingerprint: prompt?.fingerprint ?? null,
      promptLabel: prompt?.label ?? null,
    });
    Object.assign(span.bodies, {
      settings: this.texts.settingsId,
      system: prompt?.systemId ?? null,
      context: this.inputOf(how.asks ? this.dialogue.context : this.dialogue.laterContext),
    });
    span.parts = COMPLETENESS.input | (prompt ? COMPLETENESS.system : 0);
    const failing = this.failing(model);
    if (failing !== null) {
      const waited = failureOf(failing) === "timeout" ? 60_000 : random.around(300, 0.6);
      span.durationNs = Math.round(waited * NS);
      this.fail(span, failing);
      this.failed = failing;
      this.clock += waited;
      return { span, ok: false };
    }
    this.fill(span, model, how);
    return { span, ok: true };
  }

  private inputOf(context: string[]): string[] | null {
    const sender = this.senders.get(context) ?? this.calls;
    this.senders.set(context, sender);
    return sender === this.calls ? context : null;
  }

  /** What a call that went well used and took. */
  private fill(span: SeedSpan, model: Model, how: CallOptions): void {
    const { random } = this;
    const scale = how.scale ?? 1;
    const prompt = this.prompt();
    const system = prompt?.tokens ?? 0;
    const { toolTokens } = this.texts;
    const rest = Math.max(8, Math.round(this.sizes.context * (0.5 + 0.5 * Math.min(1, scale))));
    const history = Math.round(rest * (how.history ?? 0));
    const retrieved = Math.round((rest - history) * (how.retrieved ?? 0));
    const input = system + toolTokens + rest;
    const output = Math.max(1, Math.round(this.sizes.generated * scale));
    const reasoning = model.reasons ? Math.round(output * random.around(2.2, 0.5)) : 0;
    const cached = input > 1_024 && random.chance(0.45) ? Math.min(input - 1, system + toolTokens + (history >> 1)) : 0;
    const slow = 1 + (input / 30_000) + (random.chance(0.01) ? 4 * random.next() : 0);
    const ttftMs = random.around(model.ttftMs, 0.35) * slow;
    const tookMs = ttftMs + ((output + reasoning) / model.speed) * 1_000 * random.around(1, 0.18);
    span.durationNs = Math.round(tookMs * NS);
    this.clock += tookMs;
    if (how.streaming) span.ttftNs = Math.round(ttftMs * NS);
    span.responseModel = model.response;
    span.responseId = `resp_${span.spanId}`;
    span.finishReason = how.asks ? "tool_calls" : "stop";
    span.bodies.output = [how.asks ? this.dialogue.askMessageId : this.dialogue.answerMessageId];
    span.parts |= how.asks ? COMPLETENESS.output | COMPLETENESS.toolCalls : COMPLETENESS.output;
    // A proxy that takes the usage away: tokens and cost are unknown.
    if (random.chance(0.004)) return;
    span.inputUncachedTokens = input - cached;
    span.cacheReadTokens = cached;
    span.outputTextTokens = output;
    span.reasoningTokens = model.reasons ? reasoning : null;
    span.usageRule = "native";
    span.inputSystemTokens = system;
    span.inputToolsTokens = toolTokens;
    span.inputHistoryTokens = history;
    span.inputRetrievedTokens = retrieved;
    span.inputUserTokens = rest - history - retrieved;
    span.parts |= COMPLETENESS.tokens;
    this.bill(span);
  } // prettier-ignore

  private embedding(root: SeedSpan, name: string, medianTokens: number): void {
    const { random } = this;
    const span = this.add("embedding", name, root);
    const model = MODELS.embedder;
    span.provider = model.provider;
    span.requestModel = model.request;
    span.responseModel = model.response;
    span.inputUncachedTokens = Math.max(4, Math.round(random.around(medianTokens, 0.4)));
    span.usageRule = "native";
    span.bodies.input = this.dialogue.questionId;
    span.parts = COMPLETENESS.input | COMPLETENESS.tokens;
    const tookMs = random.around(model.ttftMs, 0.4) + span.inputUncachedTokens / 60;
    span.durationNs = Math.round(tookMs * NS);
    this.clock += tookMs;
    this.bill(span);
  }

  private bill(span: SeedSpan): void {
    const priced = priceCall(
      {
        kind: span.kind as "llm" | "embedding",
        provider: span.provider,
        requestModel: span.requestModel,
        responseModel: span.responseModel,
        serviceTier: null,
        // By the day: prices are looked up once a model and day.
        startedAt: new Date(this.world.startMs + this.day * DAY_MS),
        tokens: {
          inputUncached: span.inputUncachedTokens,
          cacheRead: span.cacheReadTokens,
          cacheWrite: null,
          cacheWrite1h: null,
          inputAudio: null,
          outputText: span.outputTextTokens,
          reasoning: span.reasoningTokens,
          outputAudio: null,
        },
      },
      PriceBook.list,
    );
    if (priced === null) return;
    this.world.prices.set(priced.price.id, priced.price);
    span.costNanoUsd = Number(priced.costNanoUsd);
    span.priceId = priced.price.id;
    span.parts |= COMPLETENESS.cost;
  }

  private prompt(): { systemId: string; fingerprint: string; tokens: number; label?: string } | null {
    const version = this.feature.prompts.findLastIndex(({ from }) => from <= this.day);
    const found = this.texts.prompts[version];
    return found ? { ...found, label: this.feature.prompts[version]?.label } : null;
  }

  private failing(model: Model): Failing | null {
    const { random } = this;
    const sinceDay = this.clock - (this.world.startMs + OUTAGE.day * DAY_MS + OUTAGE.hour * HOUR_MS);
    const isOut =
      model.provider === OUTAGE.provider &&
      sinceDay >= OUTAGE.fromMinute * 60_000 &&
      sinceDay < OUTAGE.toMinute * 60_000;
    if (isOut && random.chance(0.85)) return OUTAGE_ERROR;
    return random.chance(FAILS) ? (FAILING[drawFailing(random)] as Failing) : null;
  }

  private fail(span: SeedSpan, failing: Failing): void {
    const { errorType } = failing;
    span.isError = true;
    span.errorType = errorType;
    span.failure = failureOf(failing);
    span.bodies.error = this.world.texts.errorIds.get(errorType) ?? null;
  }

  /** A step that is no model call. */
  private other(kind: SeedSpan["kind"], name: string, parent: SeedSpan, tookMs: number): SeedSpan {
    const span = this.add(kind, name, parent);
    span.durationNs = Math.round(tookMs * NS);
    this.clock += tookMs;
    return span;
  }

  private lastEnd(): number {
    const span = this.spans.at(-1) as SeedSpan;
    return span.startedUs / 1_000 + (span.durationNs ?? 0) / NS;
  }

  private add(kind: SeedSpan["kind"], name: string, parent: SeedSpan | null): SeedSpan {
    const span = blankSpan();
    span.projectId = this.world.projectId;
    span.traceId = this.traceId;
    span.spanId = this.random.hex(16);
    span.parentSpanId = parent?.spanId ?? null;
    span.startedUs = Math.round(this.clock * 1_000);
    span.kind = kind;
    span.name = name;
    span.flags = FLAG.simulated;
    span.service = this.feature.service;
    span.environment = this.environment;
    span.release = this.release;
    span.feature = this.feature.name;
    span.bodies.resource = this.resourceId;
    this.spans.push(span);
    return span;
  }
}

interface CallOptions {
  streaming?: boolean;
  /** Asks for tools rather than answering. */
  asks?: boolean;
  /** Of what is neither prompt nor tools: history, and of the rest: retrieved. */
  history?: number;
  retrieved?: number;
  /** Of the drawn sizes. */
  scale?: number;
}
