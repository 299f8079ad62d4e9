import type { HeaderReader } from "@/lib/http/incoming";
import { isObject, type Json, type JsonObject } from "@/lib/model/json";

/** What sends: a library in a version, the instrumentation that made the spans, and the service in which it runs. */
export interface Client {
  name: string;
  version: string | null;
  instrumentation: string | null;
  instrumentationVersion: string | null;
  service: string | null;
}

const MAX_NAME = 120;
const text = (value: Json | undefined): string | null => {
  const said = typeof value === "string" ? value.trim() : "";
  return said === "" ? null : said.slice(0, MAX_NAME);
};

/** What a request's headers say of its sender: Langfuse's own headers, else the first product of User-Agent. */
export function clientOfHeaders(headers: HeaderReader): Client {
  const langfuse = text(headers.get("x-langfuse-sdk-name"));
  if (langfuse !== null) return client(`langfuse-${langfuse}`, text(headers.get("x-langfuse-sdk-version")));
  const agent = headers.get("user-agent") ?? "";
  if (agent.startsWith("Mozilla/")) return client("browser", null);
  // Up to the first slash: "OTel OTLP Exporter Go/1.30.0" is one product.
  const [, name, version] = /^([^/(]*)(?:\/([^\s(;]+))?/.exec(agent) ?? [];
  return client(text(name) ?? "unknown", text(version));
}

const client = (name: string, version: string | null): Client => ({
  name,
  version,
  instrumentation: null,
  instrumentationVersion: null,
  service: null,
});

/** Made by a client of its own, which says more than the OpenTelemetry library that it is built on. */
const OWN_NAME = /^(?:langfuse|langsmith)/;

/**
 * The sender of spans that share a resource: what resource and scope say added to what the headers say.
 * @param resource `{ attributes, scope: { name, version } }`, as a model span carries it
 */
export function clientOfResource(sender: Client, resource: JsonObject): Client {
  const attributes = isObject(resource.attributes) ? resource.attributes : {};
  const scope = isObject(resource.scope) ? resource.scope : {};
  const sdk = text(attributes["telemetry.sdk.name"]);
  const language = text(attributes["telemetry.sdk.language"]);
  const named =
    sdk === null || OWN_NAME.test(sender.name)
      ? { name: sender.name, version: sender.version }
      : {
          name: language === null ? sdk : `${sdk} ${language}`,
          version: text(attributes["telemetry.sdk.version"]),
        };
  const service = text(attributes["service.name"]);
  return {
    ...named,
    instrumentation: text(scope.name),
    instrumentationVersion: text(scope.version),
    service: service?.startsWith("unknown_service") ? null : service,
  };
}
