import http from "node:http";

import { collectDefaultMetrics, register, Registry } from "prom-client";

import type { Sql } from "@/db/client";
import { deriveLag } from "@/lib/derive/lag";
import { neededMigration, obstacleToWork } from "@/lib/health/readiness";
import { asFailure, failureBody } from "@/lib/http/respond";
import { jsonReply, type Reply } from "@/lib/http/reply";
import { SECURITY_HEADERS } from "@/lib/http/security-headers";
import { log } from "@/lib/log";
import { lagMetrics } from "@/lib/telemetry/lag-metrics";

import type { Rounds } from "./rounds";

/** Answers probes and scrapes, on this machine alone unless a host is given. It says nothing of any project. */
export function answerProbes(sql: Sql, rounds: Rounds, port: number, host = "127.0.0.1"): http.Server {
  collectDefaultMetrics();
  const answers: Record<string, () => Promise<Reply>> = {
    "/health/live": async () => jsonReply({ status: "live" }),
    "/health/ready": async () => {
      const reason = (await obstacleToWork(sql, await neededMigration())) ?? rounds.obstacle();
      return reason === null
        ? jsonReply({ status: "ready" })
        : jsonReply({ status: "not ready", reason }, 503, { "retry-after": "2" });
    },
    "/metrics": async () => {
      const all = Registry.merge([register, lagMetrics(await deriveLag(sql))]);
      return {
        status: 200,
        headers: { "content-type": register.contentType },
        body: Buffer.from(await all.metrics()),
      };
    },
  };
  const server = http.createServer((request, response) => {
    const asked = answers[request.url ?? ""] ?? (async () => jsonReply({ status: "not found" }, 404));
    void asked()
      .catch((error: unknown) => {
        const failure = asFailure(error);
        return jsonReply(failureBody(failure), failure.status);
      })
      .then(({ status, headers, body }) =>
        response.writeHead(status, { ...SECURITY_HEADERS, ...headers }).end(body),
      );
  });
  server.on("error", (error) => log.error({ err: error }, "probes cannot be answered"));
  return server.listen(port, host);
}
