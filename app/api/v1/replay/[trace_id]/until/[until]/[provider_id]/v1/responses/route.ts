import { replayRoute } from "@/app/api/v1/replay/replay-route";

export const POST = replayRoute("responses");
