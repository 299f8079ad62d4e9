/** `europe-west1-aiplatform.googleapis.com`, `aiplatform.eu.rep.googleapis.com`, `eu.api.openai.com`, `…/locations/us-east5/…`. */
const PATTERNS: readonly RegExp[] = [
  /(?:^|\/)([a-z]+-[a-z]+\d+)-aiplatform\.googleapis\.com/,
  /(?:^|\/)aiplatform\.([a-z]+(?:-[a-z]+\d+)?)\.rep\.googleapis\.com/,
  /(?:^|\/)projects\/[^/]+\/locations\/([a-z0-9-]+)\//,
  /(?:^|\/)([a-z]{2})\.api\.openai\.com/,
];

/** Most addresses and names tell no region: they are not looked at four times. */
const TELLING = /googleapis\.com|\.api\.openai\.com|\/locations\//i;

/** Attributes that hold an address, in the words of conventions and client libraries; and Anthropic's own word for it. */
const ADDRESSES = [
  "server.address",
  "url.full",
  "http.url",
  "gen_ai.openai.api_base",
  "openai.api_base",
  "llm.openai.api_base",
  "base_url",
];
const GEO = ["anthropic.request.inference_geo", "anthropic.response.inference_geo", "inference_geo"];

/**
 * The region in which a call was answered, where the provider, the model's path, an address or a parameter tells it.
 * @returns null: global, or nobody says
 */
export function endpointRegion(
  call: { provider: string | null; requestModel: string | null },
  ...maps: readonly Readonly<Record<string, unknown>>[]
): string | null {
  let region = regionIn(call.provider) ?? regionIn(call.requestModel);
  for (const map of maps) for (const key of ADDRESSES) region ??= regionIn(map[key]);
  if (region !== undefined) return region === "global" ? null : region;
  for (const map of maps)
    for (const key of GEO) {
      const geo = map[key];
      if (typeof geo === "string" && /^[a-z-]{2,20}$/i.test(geo))
        return geo.toLowerCase() === "global" ? null : geo.toLowerCase();
    }
  return null;
}

function regionIn(text: unknown): string | undefined {
  if (typeof text !== "string" || !TELLING.test(text)) return undefined;
  const lower = text.toLowerCase();
  for (const pattern of PATTERNS) {
    const region = pattern.exec(lower)?.[1];
    if (region) return region;
  }
  return undefined;
}
