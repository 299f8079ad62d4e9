import { z } from "zod";

import { MonitorFile } from "./apply-monitors";

/** JSON schema of a file of monitors, made of what checks it. */
export const monitorFileSchema = (): object => ({
  title: "Monitors of Recount",
  ...z.toJSONSchema(MonitorFile, { io: "input" }),
});
