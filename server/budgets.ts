import { checkBudgets } from "@/lib/budgets/check-budgets";
import { checkQuerySchema, SettleInput } from "@/lib/budgets/check-schemas";
import { releaseReservation, settleReservation } from "@/lib/budgets/settle-reservation";
import type { Context } from "@/lib/context";
import { Failure } from "@/lib/errors";
import { parse } from "@/lib/http/parse";
import { parseQuery } from "@/lib/http/query";
import { readBody } from "@/lib/http/read-body";
import { jsonReply, type Reply } from "@/lib/http/reply";

import { decoded, type Endpoint, type EndpointRequest } from "./endpoint";
import type { Store } from "./store";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAX_BYTES = 10_000;

/** For apps that ask before a call whether they may. */
export const BUDGET_ENDPOINTS: readonly Endpoint[] = [
  {
    name: "budget_check",
    path: /^\/api\/v1\/budgets\/check$/,
    methods: {
      GET: async (request, store) => {
        // Who may read figures may ask; holding an amount keeps others from spending it.
        const ctx = await contextOf(request, store, !request.query.get("reserve_usd"));
        const query = parseQuery(checkQuerySchema, request.query);
        return answered(await checkBudgets(ctx, store.budgets.known, query));
      },
    },
  },
  {
    name: "budget_settle",
    path: /^\/api\/v1\/budgets\/reservations\/([^/]+)\/settle$/,
    methods: {
      POST: async (request, store) => {
        const ctx = await contextOf(request, store, false);
        const id = reservationOf(request);
        const bytes = await readBody(request, MAX_BYTES, "fixed");
        const input = parse(SettleInput, bytes.byteLength === 0 ? {} : jsonOf(bytes));
        return answered({ reservation_id: id, settled: await settleReservation(ctx, id, input) });
      },
    },
  },
  {
    name: "budget_release",
    path: /^\/api\/v1\/budgets\/reservations\/([^/]+)$/,
    methods: {
      DELETE: async (request, store) => {
        const ctx = await contextOf(request, store, false);
        const id = reservationOf(request);
        return answered({ reservation_id: id, released: await releaseReservation(ctx, id) });
      },
    },
  },
];

const answered = (body: unknown): Reply => jsonReply(body, 200, { "cache-control": "no-store" });

/** @param asksOnly whether a key that reads will do */
async function contextOf(request: EndpointRequest, store: Store, asksOnly: boolean): Promise<Context> {
  const { keys, budgets } = store;
  const holder = await keys.holderOf(request.headers);
  const { scopes } = holder.identity.actor as Extract<Context["actor"], { kind: "api_key" }>;
  const { project, actor } = keys.allow(holder, asksOnly && scopes.includes("read") ? "read" : "budgets");
  request.log.project = project.slug;
  return { sql: budgets.sql, project, actor, now: () => new Date() };
}

function reservationOf({ params }: EndpointRequest): string {
  const id = decoded(params[0]);
  if (UUID.test(id)) return id;
  throw new Failure(
    "bad_request",
    "This is no reservation: use the reservation_id that the check endpoint gave.",
  );
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown;
  } catch (cause) {
    throw new Failure("bad_request", "The body is not JSON.", { cause });
  }
}
