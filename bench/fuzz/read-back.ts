/** Reads what was stored as a program and as a signed-in person would: everything must be answered with 200. */

export interface Reader {
  url: string;
  key: string;
}

async function read(reader: Reader, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${reader.url}${path}`, {
    headers: { authorization: `Bearer ${reader.key}`, ...headers },
    redirect: "manual",
    signal: AbortSignal.timeout(60_000),
  });
}

interface Listed {
  trace_id: string;
  name: string;
  span_count: number;
}

/** Every trace that the list shows, newest first, page by page. */
export async function listAll(
  reader: Reader,
  filter = "",
): Promise<{ traces: Listed[]; complaints: string[] }> {
  const traces: Listed[] = [];
  for (let cursor = ""; ;) {
    const path = `/api/v1/traces?limit=200&from=2020-01-01T00:00:00Z${filter}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const response = await read(reader, path);
    if (!response.ok)
      return {
        traces,
        complaints: [`GET ${path}: ${response.status} ${(await response.text()).slice(0, 300)}`],
      };
    const page = (await response.json()) as { data: Listed[]; next_cursor: string | null };
    traces.push(...page.data);
    if (page.next_cursor === null) return { traces, complaints: [] };
    cursor = page.next_cursor;
  }
}

/** Span count of a trace, by its document; null when there is none. */
export async function spansOf(reader: Reader, traceId: string): Promise<number | null> {
  const response = await read(reader, `/api/v1/traces/${traceId}?include=`);
  if (!response.ok) return null;
  return ((await response.json()) as { spans: unknown[] }).spans.length;
}

/** Signs in with a password and returns the cookies. */
export async function signIn(url: string, email: string, password: string): Promise<string> {
  const jar = new Map<string, string>();
  const keep = (response: Response) => {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair);
    }
    return [...jar.values()].join("; ");
  };
  const first = await fetch(`${url}/api/auth/csrf`);
  const cookie = keep(first);
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const second = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie },
    body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
  });
  return keep(second);
}

/**
 * Opens traces in the API and in the console: document, page, JSON, each span's bodies.
 * @param cookie of a signed-in person
 * @returns what did not answer with 200
 */
export async function openTraces(
  reader: Reader,
  project: string,
  cookie: string,
  traceIds: readonly string[],
): Promise<string[]> {
  const complaints: string[] = [];
  const expectOk = async (path: string, headers?: Record<string, string>): Promise<Response | null> => {
    const response = await read(reader, path, headers).catch((error: unknown) => String(error));
    if (typeof response !== "string" && response.status === 200) return response;
    complaints.push(`GET ${path}: ${typeof response === "string" ? response : response.status}`);
    return null;
  };
  for (const traceId of traceIds) {
    const document = await expectOk(`/api/v1/traces/${traceId}?include=content,attributes`);
    const spans =
      document === null ? [] : ((await document.json()) as { spans: { span_id: string }[] }).spans;
    await (await expectOk(`/api/console/${project}/traces/${traceId}`, { cookie }))?.arrayBuffer();
    const page = await expectOk(`/p/${project}/traces/${traceId}`, { cookie });
    const html = page === null ? "" : await page.text();
    if (/data-next-error|Application error|data-dgst=/.test(html))
      complaints.push(`page of ${traceId} shows an error`);
    for (const { span_id } of spans.slice(0, 3))
      await (
        await expectOk(`/api/console/${project}/traces/${traceId}/spans/${span_id}`, { cookie })
      )?.arrayBuffer();
  }
  return complaints;
}

const METRICS = [
  "interactions",
  "generations",
  "errors",
  "latency",
  "ttft",
  "trace_ttft",
  "cost_usd",
  "tokens",
  "completeness",
];
const GROUPS = ["feature", "model", "provider", "environment", "release", "user"];

/** Lists, figures and pages of the whole project. */
export async function openOverviews(reader: Reader, project: string, cookie: string): Promise<string[]> {
  const complaints: string[] = [];
  const paths = [
    ...METRICS.flatMap((metric) =>
      ["", ...GROUPS.map((group) => `&group_by=${group}`)].map(
        (group) =>
          `/api/v1/metrics?metric=${metric}&interval=range&from=${new Date(Date.now() - 10 * 86_400_000).toISOString()}${group}`,
      ),
    ),
    "/api/v1/sessions",
    `/p/${project}/overview`,
    `/p/${project}/traces`,
    `/p/${project}/sessions`,
    `/api/console/${project}/traces/facets`,
    `/api/console/${project}/traces/histogram`,
    `/api/console/${project}/sessions`,
    "/api/v1/traces?format=csv",
    "/api/v1/traces?q=x",
    "/api/v1/traces?q=%F0%9F%A6%8A",
  ];
  for (const path of paths) {
    const isApi = path.startsWith("/api/v1");
    const response = await read(reader, path, isApi ? {} : { cookie }).catch((error: unknown) =>
      String(error),
    );
    if (typeof response === "string") complaints.push(`GET ${path}: ${response}`);
    else {
      const text = await response.text();
      if (response.status !== 200) complaints.push(`GET ${path}: ${response.status} ${text.slice(0, 200)}`);
    }
  }
  return complaints;
}
