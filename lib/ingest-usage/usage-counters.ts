import type { Unkept } from "@/lib/model/span";

import type { Client } from "./client";
import type { Sample } from "./sample";
import { utcDay } from "./utc-day";

/** What became of something that was sent: spans taken, spans rejected, or a whole request refused. */
export type Outcome = "accepted" | "rejected" | "refused";

export interface Amount {
  spans: number;
  requests: number;
  /** Of bodies as sent. */
  bytes: number;
}

export interface MinuteRow extends Amount {
  /** Epoch milliseconds */
  minute: number;
  endpoint: string;
  outcome: Outcome;
  /** Of a rejection or refusal; "" when accepted. */
  reason: string;
}

export interface HourRow {
  /** Epoch milliseconds */
  hour: number;
  spans: number;
  rejected: number;
  requests: number;
  /** Bit n: something came in minute n. */
  minutes: bigint;
}

export interface ClientRow extends Client {
  endpoint: string;
  dialect: string | null;
  apiKeyId: number;
  firstMs: number;
  lastMs: number;
  hours: Map<number, HourRow>;
}

/** Something that was refused, as it is kept for whoever mends the client. */
export interface QuarantineRow {
  id: string;
  atMs: number;
  endpoint: string;
  client: string;
  service: string | null;
  apiKeyId: number;
  code: string;
  message: string;
  traceId: string | null;
  spanId: string | null;
  spanName: string | null;
  sample: Sample | null;
  bodyBytes: number | null;
}

/** Log records of one name that became nothing. */
export interface UnkeptRow extends Unkept {
  /** UTC */
  day: string;
  lastMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Beyond so many rows, minutes are counted under their hour: a database that is away for long costs detail, not memory. */
const MAX_MINUTE_ROWS = 1_000;
const MAX_REASONS = 200;
const MAX_CLIENTS = 300;
const MAX_QUARANTINED = 100;
const MAX_UNKEPT = 200;

/** What one project sent since it was last written down. Bounded whatever is sent; its counts are exact. */
export class UsageCounters {
  readonly minutes = new Map<string, MinuteRow>();
  readonly clients = new Map<string, ClientRow>();
  /** Accepted spans by UTC day. */
  readonly days = new Map<string, number>();
  readonly quarantine: QuarantineRow[] = [];
  readonly unkept = new Map<string, UnkeptRow>();
  private readonly reasons = new Set<string>();

  count(at: { ms: number; endpoint: string; outcome: Outcome; reason: string }, amount: Amount): void {
    const { endpoint, outcome } = at;
    let { reason } = at;
    if (!this.reasons.has(reason) && this.reasons.size >= MAX_REASONS) reason = "other";
    this.reasons.add(reason);
    const unit = this.minutes.size < MAX_MINUTE_ROWS ? MINUTE_MS : HOUR_MS;
    const minute = at.ms - (at.ms % unit);
    const key = `${minute} ${endpoint} ${outcome} ${reason}`;
    const row = this.minutes.get(key);
    if (row) {
      row.spans += amount.spans;
      row.requests += amount.requests;
      row.bytes += amount.bytes;
    } else this.minutes.set(key, { minute, endpoint, outcome, reason, ...amount });
  }

  countDay(ms: number, spans: number): void {
    const day = utcDay(new Date(ms));
    this.days.set(day, (this.days.get(day) ?? 0) + spans);
  }

  countUnkept(ms: number, { name, reason, records }: Unkept, day = utcDay(new Date(ms))): void {
    let key = `${day} ${reason} ${name}`;
    if (!this.unkept.has(key) && this.unkept.size >= MAX_UNKEPT) {
      name = "other";
      key = `${day} ${reason} ${name}`;
    }
    const row = this.unkept.get(key);
    if (!row) this.unkept.set(key, { day, name, reason, records, lastMs: ms });
    else {
      row.records += records;
      row.lastMs = Math.max(row.lastMs, ms);
    }
  }

  seen(
    client: Client & { endpoint: string; dialect: string | null; apiKeyId: number },
    ms: number,
    amount: { spans: number; rejected: number; requests: number },
  ): void {
    const key = keyOf(client);
    let row = this.clients.get(key);
    if (!row) {
      if (this.clients.size >= MAX_CLIENTS) return;
      this.clients.set(key, (row = { ...client, firstMs: ms, lastMs: ms, hours: new Map() }));
    }
    row.lastMs = Math.max(row.lastMs, ms);
    row.dialect = client.dialect ?? row.dialect;
    row.apiKeyId = client.apiKeyId;
    addHour(row, {
      hour: ms - (ms % HOUR_MS),
      minutes: 1n << BigInt(Math.floor((ms % HOUR_MS) / MINUTE_MS)),
      ...amount,
    });
  }

  /** @returns false when there is no room: what happened is counted all the same */
  keep(row: QuarantineRow): boolean {
    if (this.quarantine.length >= MAX_QUARANTINED) return false;
    this.quarantine.push(row);
    return true;
  }

  /** Takes back what could not be written. */
  absorb(other: UsageCounters): void {
    for (const row of other.minutes.values()) this.count({ ms: row.minute, ...row }, amountOf(row));
    for (const [day, spans] of other.days) this.days.set(day, (this.days.get(day) ?? 0) + spans);
    for (const row of other.quarantine) this.keep(row);
    for (const row of other.unkept.values()) this.countUnkept(row.lastMs, row, row.day);
    for (const [key, row] of other.clients) {
      const mine = this.clients.get(key);
      if (!mine) {
        if (this.clients.size < MAX_CLIENTS) this.clients.set(key, row);
        continue;
      }
      mine.firstMs = Math.min(mine.firstMs, row.firstMs);
      mine.lastMs = Math.max(mine.lastMs, row.lastMs);
      for (const hour of row.hours.values()) addHour(mine, hour);
    }
  }
}

const amountOf = ({ spans, requests, bytes }: Amount): Amount => ({ spans, requests, bytes });

/** What tells clients apart; also the text whose digest is their id. */
export const keyOf = (client: Client & { endpoint: string }): string =>
  [
    client.name,
    client.version,
    client.instrumentation,
    client.instrumentationVersion,
    client.service,
    client.endpoint,
  ].join("\n");

function addHour(client: ClientRow, hour: HourRow): void {
  const row = client.hours.get(hour.hour);
  if (!row) {
    client.hours.set(hour.hour, { ...hour });
    return;
  }
  row.spans += hour.spans;
  row.rejected += hour.rejected;
  row.requests += hour.requests;
  row.minutes |= hour.minutes;
}
