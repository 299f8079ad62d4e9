import { alsoAsked, isMaker, isProxy, isSelfHosted, routeVendor, vendorOf } from "./vendors";

/**
 * Under which names the price list may know a model. Clients say what they were configured with: an inference profile, a
 * path of an API, a proxy's route; none of these is a key of a price list.
 */

/** `us.anthropic.claude-…`, `amazon.nova-…`: ids that only Amazon Bedrock gives out, whatever client library reports them. */
const BEDROCK_ID =
  /^(?:(?:us|eu|apac|au|ca|jp|sa|in|global|us-gov)\.)?(?:ai21|amazon|anthropic|cohere|deepseek|google|meta|minimax|mistral|moonshotai?|nvidia|openai|qwen|writer|stability|twelvelabs|zai)\.[a-z]/;

/** "deepseek-r1:7b", "llama3.2:latest": tags of a local runner behind an OpenAI-compatible address. */
const LOCAL_TAG = /^[a-z0-9._-]+:(?:latest|\d+(?:\.\d+)?[bm])(?:-|$)/i;

/** What the list of a vendor calls its own and its matcher does not know. */
const OPENAI_ID = /^(?:text-embedding-|chatgpt-|ft:|davinci-|babbage-|tts-|omni-moderation)/;

/** Which API of a provider was called: said between the route and the name, `bedrock/converse/…`, `azure/responses/…`. */
const OPERATIONS = new Set([
  "converse",
  "invoke",
  "responses",
  "chat",
  "completion",
  "completions",
  "embeddings",
]);

/** In front of a model's name: where it runs. The prices of lists without a region are those of these. */
const REGION =
  /^(?:us|eu|[a-z]{2}(?:-[a-z]+)+-\d|(?:us|europe|asia|northamerica|southamerica|australia|africa|me)-[a-z]+\d{1,2})$/;
const BASE_REGIONS = new Set(["us-east-1", "us-west-2"]);

/** Behind it: the version that is the default, and how a router chooses among those who serve it. */
const MARK = /(?:@default|:(?:nitro|floor))$/;

/** A name to ask the price list for; without a provider it is asked whose model that is. */
export interface ListName {
  provider: string | null;
  model: string;
  /** Without a provider: only whose model it is by its maker's own rules, not where else somebody sells one of that name. */
  onlyMade?: boolean;
}

/**
 * In the order in which they are tried; empty when no list can know.
 * Nothing is guessed from a part of a name: an Azure deployment called "prod-chat" has no price until the response names a
 * model or somebody sets one.
 */
export function listNames(provider: string | null, model: string): ListName[] {
  const vendor = provider === null || provider.trim() === "" ? null : vendorOf(provider);
  if (vendor !== null && isSelfHosted(vendor)) return [];
  const names: ListName[] = [];
  const add = (of: string, name: string) => {
    for (const one of [of, ...alsoAsked(of)])
      if (name !== "" && !names.some((known) => known.provider === one && known.model === name))
        names.push({ provider: one, model: name });
  };
  const plain = fineTuned(withoutPath(model.trim().toLowerCase())).replace(MARK, "");
  const unsure = vendor === null || isProxy(vendor);
  if (LOCAL_TAG.test(plain) && unsure && routeVendor(plain.slice(0, plain.indexOf(":"))) === null) return [];
  if (BEDROCK_ID.test(plain)) add("aws", plain);
  if (vendor !== null) {
    add(vendor, model.trim().toLowerCase());
    add(vendor, plain);
  }
  // "openai/gpt-4o", "bedrock/converse/us.anthropic.…", "openrouter/anthropic/claude-…", "gateway:openai:…": routes in front.
  let route: string | null = null;
  let rest = plain;
  for (;;) {
    const cut = cutRoute(rest, route !== null || vendor !== null);
    if (cut === null) break;
    if (cut.vendor !== null && isSelfHosted(cut.vendor)) return names;
    rest = fineTuned(withoutPath(cut.rest));
    if (cut.vendor === null) {
      const seller = route ?? vendor;
      if (seller !== null) add(seller, rest);
      continue;
    }
    // A host sells it under its own price, whoever made it: the maker's is not asked for what a known host is said to serve.
    route = unsure || isMaker(vendor) || cut.vendor === vendor ? cut.vendor : vendor;
    add(route, rest);
    if (BEDROCK_ID.test(rest)) add("aws", rest);
  }
  if (unsure && OPENAI_ID.test(plain)) add("openai", plain);
  // A maker's client that names another maker's model was pointed at a proxy, and so was one whose provider nobody knows.
  if (vendor === null || isProxy(vendor) || isMaker(vendor) || !isListed(vendor)) {
    const onlyMade = !unsure && isMaker(vendor);
    names.push({ provider: null, model: plain, onlyMade });
    if (rest !== plain && (route === null || isProxy(route) || isMaker(route)))
      names.push({ provider: null, model: rest, onlyMade });
  }
  return names;
}

/**
 * Whether a name says in front that it runs where prices may be others than the base ones: only a price of just that name is its.
 */
export const isRegional = (name: string): boolean =>
  name.includes("/") &&
  name
    .split("/")
    .slice(0, -1)
    .some((segment) => REGION.test(segment) && !BASE_REGIONS.has(segment));

const isListed = (vendor: string): boolean => routeVendor(vendor) !== null;

/** The first segment, if it says where the call went rather than which model it is. */
function cutRoute(name: string, inRoute: boolean): { vendor: string | null; rest: string } | null {
  const at = /[/:]/.exec(name)?.index ?? -1;
  if (at <= 0 || name.startsWith("ft:")) return null;
  const [word, rest] = [name.slice(0, at), name.slice(at + 1)];
  if (name.charAt(at) === "/" && (OPERATIONS.has(word) || (inRoute && BASE_REGIONS.has(word))))
    return { vendor: null, rest };
  // `anthropic.messages/…`: the API beside the vendor.
  const vendor =
    routeVendor(word) ?? routeVendor(word.replace(/\.(?:messages|chat|responses|completions?)$/, ""));
  return vendor === null || rest === "" ? null : { vendor, rest };
}

/** `ft:gpt-4o-2024-08-06:org:suffix:id` costs what `ft:gpt-4o-2024-08-06` costs; Azure writes `gpt-4o-2024-08-06.ft-id`. */
const fineTuned = (name: string): string =>
  /^(ft:[^:]+):|^(.+\.ft-)/.exec(name)?.slice(1).find(Boolean) ?? name;

/** "models/gemini-2.5-pro", "projects/…/publishers/google/models/gemini-…", "arn:aws:bedrock:…/us.anthropic.…" -> the name at their end. */
function withoutPath(name: string): string {
  if (name.startsWith("arn:")) return name.slice(name.lastIndexOf("/") + 1);
  const path = /^(?:.*\/)?(?:models|deployments|endpoints)\/(.+)$/.exec(name);
  // Fireworks spells its models so: "accounts/fireworks/models/…" is the name.
  return path && !name.includes("accounts/") ? (path[1] as string) : name;
}
