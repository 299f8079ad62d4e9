// @vitest-environment jsdom
import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";

import { render } from "@/components/testing/render";
import type { EndedRun, TaskHistory } from "@/lib/jobs/job-runs";

import { JobTable } from "./job-table";

const run = (id: number, error: string | null = null): EndedRun => ({
  id,
  startedAt: "2026-05-01T10:00:00.000Z",
  durationMs: id,
  attempt: 1,
  error,
});
const task = (said: Partial<TaskHistory>): TaskHistory => ({
  task: "deliver",
  purpose: "Sends messages to channels",
  dueAt: null,
  runs: 0,
  failures: 0,
  recent: [],
  ...said,
});
const rows = () => screen.getAllByRole("row").slice(1);

it("says of a task that has not run yet that it has not, and when it is due", () => {
  render(<JobTable tasks={[task({ task: "retention", dueAt: "2999-05-01T10:37:00.000Z" }), task({})]} />);
  const [retention, deliver] = rows();
  expect(within(retention!).getByText("Not yet run")).toBeDefined();
  expect(retention!.querySelector("time")?.dateTime).toBe("2999-05-01T10:37:00.000Z");
  expect(within(deliver!).getByText("when asked for")).toBeDefined();
  expect(screen.queryByRole("button")).toBeNull();
});

it("shows the last run, and the earlier ones when it is unfolded", async () => {
  const recent = [run(3), run(2, "no answer"), run(1)];
  const { user } = render(<JobTable tasks={[task({ runs: 3, failures: 1, recent })]} />);
  expect(rows()).toHaveLength(1);
  expect(screen.queryByText("no answer")).toBeNull();
  const button = screen.getByRole("button", { name: "Earlier runs of deliver" });
  await user.click(button);
  expect(button.getAttribute("aria-expanded")).toBe("true");
  expect(rows()).toHaveLength(3);
  expect(within(rows()[1]!).getByText("no answer")).toBeDefined();
  expect(within(rows()[1]!).getByText("failed, try 1")).toBeDefined();
  await user.click(button);
  expect(rows()).toHaveLength(1);
});
