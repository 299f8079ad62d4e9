import { isUnavailable } from "@/db/error-codes";

/**
 * Does a round's work for one project after the other: one that fails keeps no other from it and is told at the end; without a database
 * nobody's can be done.
 * @throws the first failure
 */
export async function eachProject<Project, Done>(
  projects: readonly Project[],
  work: (project: Project) => Promise<Done>,
): Promise<Done[]> {
  const done: Done[] = [];
  const failures: unknown[] = [];
  for (const project of projects) {
    try {
      done.push(await work(project));
    } catch (error) {
      if (isUnavailable(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return done;
}
