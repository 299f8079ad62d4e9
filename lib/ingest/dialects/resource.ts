import type { JsonObject } from "@/lib/model/json";

import { objectOf } from "../otlp/shape";
import type { OtlpResource, OtlpScope } from "../otlp/shape";
import { textOrNull } from "./facts";

/** What the resource and the scope say of every span below them. */
export interface Origin {
  service: string | null;
  environment: string | null;
  release: string | null;
  body: JsonObject;
}

/** Thousands of spans share a scope: read once, and one object for all. */
const origins = new WeakMap<OtlpScope, Origin>();

/** A scope object belongs to one resource (OtlpGroup). */
export function originOf(resource: OtlpResource, scope: OtlpScope): Origin {
  let origin = origins.get(scope);
  if (origin === undefined) origins.set(scope, (origin = read(resource, scope)));
  return origin;
}

function read(resource: OtlpResource, scope: OtlpScope): Origin {
  const { attributes } = resource;
  const said = (key: string): string | null => textOrNull(attributes.get(key));
  const name = said("service.name");
  return {
    // Unset names are made up by the SDK; Phoenix's clients send a project's name and nothing else.
    service: name !== null && !name.startsWith("unknown_service") ? name : said("openinference.project.name"),
    environment:
      (said("deployment.environment.name") ?? said("deployment.environment"))?.toLowerCase() ?? null,
    // Laminar's tracer writes its own version in the place of the program's.
    release: name === "laminar-tracer-resource" ? null : said("service.version"),
    body: {
      attributes: objectOf(attributes),
      ...aside(resource),
      scope: {
        name: scope.name,
        version: scope.version,
        attributes: objectOf(scope.attributes),
        ...aside(scope),
      },
    },
  };
}

const aside = ({ schemaUrl, droppedAttributes }: OtlpResource | OtlpScope): JsonObject => ({
  ...(schemaUrl ? { schema_url: schemaUrl } : {}),
  ...(droppedAttributes === undefined ? {} : { dropped_attributes_count: droppedAttributes }),
});
