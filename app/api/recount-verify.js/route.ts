import { VERIFIER } from "@/lib/evidence/verifier";

/** The program that checks files of evidence, for whoever has none of Recount. */
export const GET = (): Response =>
  new Response(VERIFIER, {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "content-disposition": 'attachment; filename="recount-verify.js"',
    },
  });
