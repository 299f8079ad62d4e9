import { z } from "zod";

export const SetEstimates = z.object({ estimateTokens: z.boolean() });
export type SetEstimates = z.infer<typeof SetEstimates>;
