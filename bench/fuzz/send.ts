import http from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import type { FuzzRequest } from "./make-request";
import { statusMessage } from "./wire";

export interface Answer {
  /** 0: the connection ended without an answer. */
  status: number;
  contentType: string;
  body: Buffer;
  ms: number;
}

export interface Target {
  url: URL;
  key: string;
  agent: http.Agent;
}

const SLOW_PIECES = 5;
const SLOW_PAUSE_MS = 300;

/** Sends a request the way it says; never throws. `limitMs` after which an answer is too late. */
export function send(target: Target, request: FuzzRequest, limitMs: number): Promise<Answer> {
  const started = performance.now();
  const answered = (status: number, contentType = "", body = Buffer.alloc(0)): Answer => ({
    status,
    contentType,
    body,
    ms: performance.now() - started,
  });
  return new Promise((resolve) => {
    const headers: Record<string, string | number> = {
      authorization: `Bearer ${target.key}`,
      ...request.headers,
    };
    if (request.travel === "cut") headers["content-length"] = request.body.length + 1000;
    else if (request.travel === "plain") headers["content-length"] = request.body.length;
    const outgoing = http.request(
      {
        host: target.url.hostname,
        port: target.url.port,
        method: request.method,
        path: request.path,
        headers,
        // What lies about its length, or has none, spoils its connection for the next request.
        agent: spoils(request) ? false : target.agent,
        timeout: limitMs,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", () => resolve(answered(0)));
        incoming.on("end", () =>
          resolve(
            answered(
              incoming.statusCode ?? 0,
              String(incoming.headers["content-type"] ?? ""),
              Buffer.concat(chunks),
            ),
          ),
        );
      },
    );
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => {
      // The server may close an idle connection, or one whose body it did not want, as it is used again: any client comes again.
      if (outgoing.reusedSocket && request.travel !== "cut")
        resolve(send({ ...target, agent: new http.Agent() }, request, limitMs));
      else resolve(answered(0));
    });
    void write(outgoing, request);
  });
}

async function write(outgoing: http.ClientRequest, { body, travel }: FuzzRequest): Promise<void> {
  if (travel === "cut") {
    outgoing.write(body);
    await sleep(50);
    (outgoing.socket as Socket | null)?.end();
    await sleep(50);
    outgoing.destroy();
    return;
  }
  if (travel === "slow")
    for (let i = 0; i < SLOW_PIECES; i++) {
      outgoing.write(body.subarray((body.length * i) / SLOW_PIECES, (body.length * (i + 1)) / SLOW_PIECES));
      await sleep(SLOW_PAUSE_MS);
    }
  else if (travel === "chunked") {
    const half = body.length >> 1;
    outgoing.write(body.subarray(0, half));
    outgoing.write(body.subarray(half));
  } else outgoing.write(body);
  outgoing.end();
}

const spoils = ({ travel, method }: FuzzRequest): boolean =>
  travel === "cut" || (travel !== "plain" && UNFRAMED.has(method));

/** Without a length Node sends bodies of these methods unframed: their bytes look like another request. */
const UNFRAMED = new Set(["GET", "DELETE", "OPTIONS"]);
const OTLP = /\/v1\/(?:traces|logs|metrics)\/?$/;

/** What is wrong with an answer; null when nothing is. */
export function complaint(request: FuzzRequest, answer: Answer, limitMs: number): string | null {
  const { status, contentType, body } = answer;
  // Whoever breaks off is answered by nobody, or by the framework.
  if (request.travel === "cut" && (status === 0 || status === 400)) return null;
  if (status === 0)
    return answer.ms >= limitMs ? `no answer within ${limitMs} ms` : "the connection ended without an answer";
  if (answer.ms > limitMs) return `answered after ${Math.round(answer.ms)} ms`;
  if (status >= 500 && status !== 503) return `status ${status}`;
  if (status < 400 || request.method === "HEAD") return null;
  // What is no HTTP is answered by Node's parser, without a body.
  if (status === 400 && request.travel !== "plain" && UNFRAMED.has(request.method)) return null;
  // Frameworks answer these themselves.
  if (status === 404 || status === 405) return null;
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim();
  if (OTLP.test(request.path) && type === "application/x-protobuf") {
    if (!contentType.startsWith("application/x-protobuf"))
      return `a protobuf request was answered with ${contentType}`;
    return tellsEnough(statusMessage(body));
  }
  if (
    !contentType.startsWith("application/json") &&
    !(OTLP.test(request.path) && type !== "application/json")
  )
    return `a JSON request was answered with ${contentType || "no content type"}`;
  if (!contentType.startsWith("application/json")) return tellsEnough(statusMessage(body));
  try {
    const said = JSON.parse(body.toString("utf8")) as {
      message?: string;
      error?: { message?: string } | string;
    };
    return tellsEnough(
      said.message ?? (typeof said.error === "string" ? said.error : said.error?.message) ?? null,
    );
  } catch {
    return "the body of an error is not JSON";
  }
}

const MAX_MESSAGE = 10_000;

function tellsEnough(message: string | null): string | null {
  if (message === null || message.length < 15) return `an error says too little: ${JSON.stringify(message)}`;
  return message.length > MAX_MESSAGE ? `an error of ${message.length} characters` : null;
}

/** How many items an acknowledgement says were refused, and why, by code. */
export function refusals(answer: Answer): { count: number; codes: string[] } {
  const text = answer.body.toString("utf8");
  const codes = [...text.matchAll(/#\d+ ([a-z_]+):|"code":"([a-z_]+)"/g)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
  if (answer.contentType.startsWith("application/json")) {
    const count = /"rejected(?:Spans|LogRecords|DataPoints)":"(\d+)"/.exec(text)?.[1];
    return { count: count === undefined ? codes.length : Number(count), codes };
  }
  // PartialSuccess is field 1, its count field 1 of that.
  let at = 1;
  while ((answer.body[at] ?? 0) > 127) at++;
  return { count: answer.body[at + 1] === 0x08 ? (answer.body[at + 2] ?? 0) : 0, codes };
}
