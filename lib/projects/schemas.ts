import { z } from "zod";

const ProjectName = z
  .string()
  .trim()
  .min(1, { error: "Give the project a name." })
  .max(120, { error: "Use at most 120 characters." });

const ProjectSlug = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
    error: "Use lower-case letters, digits and dashes, starting with a letter or digit.",
  });

const RetentionDays = z
  .int({ error: "Use a whole number of days." })
  .min(1, { error: "Keep at least one day." })
  .max(3660, { error: "Keep at most 3,660 days (ten years)." });

export const CreateProject = z.object({ name: ProjectName, slug: ProjectSlug });
export type CreateProject = z.infer<typeof CreateProject>;

export const UpdateProject = z.object({ name: ProjectName, retentionDays: RetentionDays });
export type UpdateProject = z.infer<typeof UpdateProject>;
