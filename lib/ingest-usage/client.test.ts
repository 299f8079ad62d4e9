import { expect, it } from "vitest";

import { clientOfHeaders, clientOfResource } from "./client";

const named = (headers: Record<string, string>) => {
  const { name, version } = clientOfHeaders(new Headers(headers));
  return [name, version];
};

it("is named by its headers", () => {
  expect(named({ "user-agent": "langsmith-js/0.3.12" })).toEqual(["langsmith-js", "0.3.12"]);
  expect(named({ "user-agent": "OTel-OTLP-Exporter-Python/1.27.0 (linux)" })).toEqual([
    "OTel-OTLP-Exporter-Python",
    "1.27.0",
  ]);
  expect(
    named({
      "user-agent": "python-httpx/0.27",
      "x-langfuse-sdk-name": "python",
      "x-langfuse-sdk-version": "3.2",
    }),
  ).toEqual(["langfuse-python", "3.2"]);
  expect(named({ "user-agent": "Mozilla/5.0 (X11; Linux) Gecko/2010" })).toEqual(["browser", null]);
  expect(named({ "user-agent": "OTel OTLP Exporter Go/1.30.0" })).toEqual([
    "OTel OTLP Exporter Go",
    "1.30.0",
  ]);
  expect(named({ "user-agent": "node" })).toEqual(["node", null]);
  expect(named({})).toEqual(["unknown", null]);
});

const resource = {
  attributes: {
    "service.name": "checkout",
    "telemetry.sdk.name": "opentelemetry",
    "telemetry.sdk.language": "python",
    "telemetry.sdk.version": "1.27.0",
  },
  scope: { name: "openinference.instrumentation.openai", version: "0.1.2" },
};

it("is named better by what it says of itself in the resource", () => {
  expect(clientOfResource(clientOfHeaders(new Headers({ "user-agent": "node" })), resource)).toEqual({
    name: "opentelemetry python",
    version: "1.27.0",
    instrumentation: "openinference.instrumentation.openai",
    instrumentationVersion: "0.1.2",
    service: "checkout",
  });
});

it("keeps the name of a client that is built on OpenTelemetry, and names no service that the SDK made up", () => {
  const headers = new Headers({ "x-langfuse-sdk-name": "python", "x-langfuse-sdk-version": "3.2" });
  expect(
    clientOfResource(clientOfHeaders(headers), {
      ...resource,
      attributes: { ...resource.attributes, "service.name": "unknown_service:node" },
    }),
  ).toMatchObject({ name: "langfuse-python", version: "3.2", service: null });
});
