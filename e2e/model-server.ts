import http from "node:http";
import type { AddressInfo } from "node:net";

interface Asked {
  messages: { role: string; content: string | null }[];
  model: string;
  temperature?: number;
}

/** A server that speaks OpenAI's chat completions, word by word. @param answer to what is asked; a number is the status of a refusal */
export async function startModels(answer: (asked: Asked) => string | number, pauseMs = 15) {
  const state = { asked: [] as Asked[], hungUp: 0, key: "", answer, pauseMs };
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("close", () => {
      if (!response.writableEnded) state.hungUp++;
    });
    request.on("end", () => {
      state.key = request.headers.authorization ?? "";
      if (request.method === "GET")
        return void response.end(JSON.stringify({ data: [{ id: "gpt-4o-mini" }, { id: "gpt-4o" }] }));
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
      state.asked.push(asked);
      const said = state.answer(asked);
      if (typeof said === "number")
        return void response
          .writeHead(said, { "content-type": "application/json" })
          .end(JSON.stringify({ error: { message: "Incorrect API key provided" } }));
      return void speak(response, asked.model, said, state.pauseMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { state, url, close };
}

async function speak(
  response: http.ServerResponse,
  model: string,
  said: string,
  pauseMs: number,
): Promise<void> {
  const write = (value: object) => response.write(`data: ${JSON.stringify({ model, ...value })}\n\n`);
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const content of said.match(/\S+\s*/g) ?? []) {
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (response.destroyed) return;
    write({ choices: [{ index: 0, delta: { content } }] });
  }
  write({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  write({ choices: [], usage: { prompt_tokens: 131, completion_tokens: 9, total_tokens: 140 } });
  response.end("data: [DONE]\n\n");
}
