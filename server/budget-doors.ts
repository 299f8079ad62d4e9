import type { IncomingMessage, ServerResponse } from "node:http";

import { store } from "@/app/store";
import { checkBudgets } from "@/lib/budgets/check-budgets";
import { checkQuerySchema, SettleInput } from "@/lib/budgets/check-schemas";
import { releaseReservation, settleReservation } from "@/lib/budgets/settle-reservation";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { corsHeaders, preflightHeaders } from "@/lib/http/cors";
import type { HeaderReader } from "@/lib/http/incoming";
import { parse } from "@/lib/http/parse";
import { parseQuery } from "@/lib/http/query";
import { readBody } from "@/lib/http/read-body";
import { asFailure, failureBody, retryHeaders } from "@/lib/http/respond";

const DOOR = /^\/api\/v1\/budgets\/(check|reservations\/([^/?]+)(\/settle)?)\/?(?:\?|$)/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAX_BYTES = 10_000;

export interface BudgetDoor {
  what: "check" | "settle" | "release";
  id: string;
}

/** Which question about budgets an address asks; null: none. */
export function budgetDoorOf(url: string): BudgetDoor | null {
  const match = DOOR.exec(url);
  if (!match) return null;
  if (match[1] === "check") return { what: "check", id: "" };
  return { what: match[3] ? "settle" : "release", id: decodeURIComponent(match[2] ?? "") };
}

const METHODS = { check: "GET", settle: "POST", release: "DELETE" } as const;

/**
 * Answers an app that asks before a call: beside Next, whose routes cost 2 ms of CPU a request.
 */
export async function answerBudget(
  door: BudgetDoor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers: HeaderReader = {
    get: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(", ") : (value ?? null);
    },
  };
  if (request.method === "OPTIONS") {
    response
      .writeHead(204, {
        ...preflightHeaders(headers),
        "access-control-allow-methods": `${METHODS[door.what]}, OPTIONS`,
      })
      .end();
    return;
  }
  const send = (status: number, body: unknown, more: Record<string, string> = {}): void => {
    if (response.destroyed) return;
    const text = Buffer.from(JSON.stringify(body));
    response.writeHead(status, {
      "content-type": "application/json",
      "cache-control": "no-store",
      "content-length": text.byteLength,
      ...corsHeaders(headers),
      ...more,
    });
    response.end(text);
  };
  try {
    if (request.method !== METHODS[door.what])
      throw new Failure("method_not_allowed", `Use ${METHODS[door.what]} here.`);
    send(200, await answerOf(door, request, headers));
  } catch (error) {
    const failure = asFailure(error);
    send(failure.status, failureBody(failure), retryHeaders(failure));
  } finally {
    if (!request.complete) request.resume();
  }
}

async function answerOf(door: BudgetDoor, request: IncomingMessage, headers: HeaderReader): Promise<unknown> {
  const { keys, budgets } = store();
  const url = `http://recount${request.url}`;
  const holder = await keys.holderOf(headers);
  const { scopes } = holder.identity.actor as Extract<Context["actor"], { kind: "api_key" }>;
  const query = door.what === "check" ? parseQuery(checkQuerySchema, new URL(url).searchParams) : null;
  // Who may read figures may ask; holding an amount keeps others from spending it.
  const asksOnly = query !== null && query.reserve_usd === undefined && scopes.includes("read");
  const { project, actor } = keys.allow(holder, asksOnly ? "read" : "budgets");
  const ctx: Context = { sql: budgets.sql, project, actor, now: () => new Date() };
  if (query !== null) return checkBudgets(ctx, budgets.known, query);
  if (!UUID.test(door.id))
    throw new Failure(
      "bad_request",
      "This is no reservation: use the reservation_id that the check endpoint gave.",
    );
  if (door.what === "release")
    return { reservation_id: door.id, released: await releaseReservation(ctx, door.id) };
  const bytes = await readBody({ url, headers, body: request }, MAX_BYTES);
  const input = parse(SettleInput, bytes.byteLength === 0 ? {} : jsonOf(bytes));
  return { reservation_id: door.id, settled: await settleReservation(ctx, door.id, input) };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown;
  } catch (cause) {
    throw new Failure("bad_request", "The body is not JSON.", { cause });
  }
}
