import { expect, it } from "vitest";

import { eachProject } from "./each-project";

it("a project that fails keeps no other waiting, and is told; without a database nobody's turn comes", async () => {
  const seen: number[] = [];
  const work = (error: Error) => (project: number) => {
    seen.push(project);
    return project === 2 ? Promise.reject(error) : Promise.resolve(project * 10);
  };
  await expect(eachProject([1, 2, 3], work(new Error("broken")))).rejects.toThrow("broken");
  expect(seen).toEqual([1, 2, 3]);
  seen.length = 0;
  const away = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  await expect(eachProject([1, 2, 3], work(away))).rejects.toThrow("refused");
  expect(seen).toEqual([1, 2]);
  expect(await eachProject([1, 3], work(away))).toEqual([10, 30]);
});
