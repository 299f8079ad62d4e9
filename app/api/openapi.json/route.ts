import { openApiDocument } from "@/lib/openapi/document";
import manifest from "@/package.json";

/** The description of the public API: the same for everybody, so it needs no key. */
export const GET = () =>
  Response.json(openApiDocument(manifest.version), { headers: { "access-control-allow-origin": "*" } });
