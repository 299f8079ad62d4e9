import { monitorFileSchema } from "@/lib/monitors/monitor-file-schema";

/** What a file of monitors looks like, for editors: the same for everybody, so it needs no key. */
export const GET = () =>
  Response.json(monitorFileSchema(), {
    headers: { "content-type": "application/schema+json", "access-control-allow-origin": "*" },
  });
