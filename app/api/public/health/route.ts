import manifest from "@/package.json";

/** What Langfuse's clients ask before they send: the process runs. */
export const GET = () => Response.json({ status: "OK", version: manifest.version });
