import type { TraceDocument } from "@/lib/traces/document";
import type { Target } from "./client-spec";

/** Everything that a project holds, through the public API. */
export async function readTraces({ url, key }: Target): Promise<TraceDocument[]> {
  const { data } = await get<{ data: { trace_id: string }[] }>(`${url}/api/v1/traces?limit=100`, key);
  return Promise.all(
    data.map(({ trace_id }) =>
      get<TraceDocument>(`${url}/api/v1/traces/${trace_id}?include=content,attributes`, key),
    ),
  );
}

async function get<Body>(address: string, key: string): Promise<Body> {
  const answer = await fetch(address, { headers: { authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Body;
}
