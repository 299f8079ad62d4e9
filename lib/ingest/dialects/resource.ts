import type { OtlpResource } from "../otlp/shape";
import { textOrNull } from "./facts";

/** `service.name`, unless the SDK made it up; Phoenix's clients send a project's name and nothing else. */
export function serviceOf({ attributes }: OtlpResource): string | null {
  const name = textOrNull(attributes.get("service.name"));
  return name !== null && !name.startsWith("unknown_service") ? name : textOrNull(attributes.get("openinference.project.name"));
}

/** What the resource says of every span below it. */
export function ownAttributes({ attributes }: OtlpResource): { environment: string | null; release: string | null } {
  // Laminar's tracer writes its own version in the place of the program's.
  const release = attributes.get("service.name") === "laminar-tracer-resource" ? null : textOrNull(attributes.get("service.version"));
  return { environment: textOrNull(attributes.get("deployment.environment.name")) ?? textOrNull(attributes.get("deployment.environment")), release };
}
