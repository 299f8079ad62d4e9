// @vitest-environment jsdom
import { act, fireEvent, screen, within } from "@testing-library/react";
import { useRef, useState } from "react";
import { describe, expect, it, vi } from "vitest";

import { render } from "@/components/testing/render";
import type { TraceSummary } from "@/lib/traces/summary";

import { ColumnChooser } from "./column-chooser";
import { columnsOf } from "./column-keys";
import { PickedBar } from "./picked-bar";
import { useTablePreferences } from "./table-preferences";
import { TraceTable } from "./trace-table";
import { type Picks, usePicks } from "./use-picks";

// It lays nothing out, so nothing would be in sight: a window of 320 pixels.
vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(320);
vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1200);
vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue({ width: 300 } as DOMRect);

/** A trace of which only what the usual columns draw is real. */
const trace = (n: number): TraceSummary =>
  ({
    trace_id: `t${n}`,
    name: n === 0 ? "invoke_agent planner" : `trace ${n}`,
    status: "ok",
    started_at: "2026-03-10T12:00:00.000Z",
    models: ["gpt-5"],
    counts: { llm: 0 },
    completeness: {},
    notes: [],
    tags: [],
  }) as unknown as TraceSummary;

const BOOKMARKS = { held: new Set<string>(), isReading: false, set: () => {} };

/** The list with its chooser, as the page joins them. */
function List({
  traces,
  picks,
  onNearEnd = () => {},
}: {
  traces: TraceSummary[];
  picks?: Picks;
  onNearEnd?: () => void;
}) {
  const [preferences, change] = useTablePreferences();
  const [selected, select] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const columns = columnsOf(null, preferences.columns, preferences.order);
  return (
    <>
      <ColumnChooser columns={columns} preferences={preferences} onChange={change} />
      <TraceTable
        {...preferences}
        traces={traces}
        columns={columns}
        onSizes={(sizes) => change({ sizes })}
        stale={false}
        more
        searching={false}
        hrefOf={(one) => `/t/${one.trace_id}`}
        selectedId={selected}
        onSelect={select}
        {...(picks && { picks })}
        bookmarks={BOOKMARKS}
        onNearEnd={onNearEnd}
        onScroll={() => {}}
        scroller={scroller}
        initialOffset={0}
      />
    </>
  );
}

/** Rows that can be selected, and the bar below them. */
function Selectable({ traces, search = "" }: { traces: TraceSummary[]; search?: string }) {
  const picks = usePicks("demo", search, traces);
  return (
    <>
      <List traces={traces} picks={picks} />
      <PickedBar
        projectSlug="demo"
        picks={picks}
        bookmarks={BOOKMARKS}
        verbs={{ keep: null, comment: null, score: null }}
      />
    </>
  );
}

const heads = () => screen.getAllByRole("columnheader").map((head) => head.textContent);
const remembered = () => JSON.parse(localStorage.getItem("recount.traces.table") ?? "{}");
const many = Array.from({ length: 200 }, (_, n) => trace(n));

describe("the rows", () => {
  it("are those in sight, of however many, and none is sorted here", () => {
    render(<List traces={many} />);
    const rows = screen.getAllByRole("row");
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.length).toBeLessThan(40);
    expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("-1");
    expect(within(screen.getAllByRole("columnheader")[0]!).queryByRole("button")).toBeNull();
    expect(screen.getByRole("link", { name: "planner" }).getAttribute("href")).toBe("/t/t0");
  });

  it("ask for more when few remain below", () => {
    const onNearEnd = vi.fn();
    render(<List traces={many.slice(0, 30)} onNearEnd={onNearEnd} />);
    expect(onNearEnd).toHaveBeenCalled();
  });

  it("are gone through by j and k, and opened by pointer", async () => {
    const { user, router } = render(<List traces={many} />);
    await user.keyboard("j");
    expect(screen.getByRole("row", { selected: true }).textContent).toContain("planner");
    await user.keyboard("jj");
    expect(screen.getByRole("row", { selected: true }).textContent).toContain("trace 2");
    await user.keyboard("k");
    await act(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));
    expect(document.activeElement).toBe(screen.getByRole("link", { name: "trace 1" }));
    await user.click(screen.getAllByText("gpt-5")[3]!);
    expect(router.push).toHaveBeenCalledWith("/t/t3");
    expect(screen.getByRole("row", { selected: true }).textContent).toContain("trace 3");
  });
});

describe("the columns", () => {
  it("are chosen, remembered, and go back to the usual ones", async () => {
    const { user } = render(<List traces={many.slice(0, 5)} />);
    const usual = heads();
    expect(usual.slice(0, 3)).toEqual(["Started", "Outcome", "Trace"]);
    await user.click(screen.getByRole("checkbox", { name: "Input" }));
    expect(heads()).toEqual(usual.filter((head) => head !== "Input"));
    expect(remembered().columns).not.toContain("input");
    await user.click(screen.getByRole("button", { name: "Usual columns" }));
    expect(heads()).toEqual(usual);
    expect(screen.queryByRole("button", { name: "Usual columns" })).toBeNull();
  });

  it("are moved past their neighbours", async () => {
    const { user } = render(<List traces={many.slice(0, 5)} />);
    await user.click(screen.getByRole("button", { name: "Move Outcome to the right" }));
    expect(heads().slice(0, 3)).toEqual(["Started", "Trace", "Outcome"]);
    await user.click(screen.getByRole("button", { name: "Move Trace to the left" }));
    expect(heads().slice(0, 3)).toEqual(["Trace", "Started", "Outcome"]);
    expect(
      (screen.getByRole("button", { name: "Move Trace to the left" }) as HTMLButtonElement).disabled,
    ).toBe(true);
  });

  it("are drawn wider by arrow keys and by pointer, and double-clicked to the usual width", async () => {
    const { user } = render(<List traces={many.slice(0, 5)} />);
    const model = () => screen.getByRole("columnheader", { name: /Model/ });
    const handle = () => screen.getByRole("separator", { name: "Width of Model" });
    expect(model().style.width).toBe("132px");
    handle().focus();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(model().style.width).toBe("164px");
    expect(handle().getAttribute("aria-valuenow")).toBe("164");
    await user.keyboard("{Home}");
    expect(model().style.width).toBe("132px");
    fireEvent.mouseDown(handle(), { clientX: 100 });
    fireEvent.mouseMove(document, { clientX: 150 });
    fireEvent.mouseUp(document, { clientX: 150 });
    expect(model().style.width).toBe("350px");
    expect(remembered().sizes).toEqual({ model: 350 });
    await user.dblClick(handle());
    expect(model().style.width).toBe("132px");
  });

  it("are never narrower than can be read", async () => {
    const { user } = render(<List traces={many.slice(0, 5)} />);
    screen.getByRole("separator", { name: "Width of Input tokens" }).focus();
    await user.keyboard("{ArrowLeft>8/}");
    expect(remembered().sizes.tokens_in).toBe(44);
  });

  it("keep the trace in sight at the left when asked to", async () => {
    const { user } = render(<List traces={many.slice(0, 5)} />);
    await user.click(screen.getByRole("checkbox", { name: "Keep the trace in sight" }));
    expect(heads()[0]).toBe("Trace");
    expect(within(screen.getAllByRole("row")[1]!).getAllByRole("cell")[0]?.textContent).toBe("planner");
    expect(screen.getByRole("link", { name: "planner" }).closest("td")?.className).toContain("sticky");
    expect(remembered().pinned).toBe(true);
  });
});

describe("selecting", () => {
  const some = many.slice(0, 20);
  const box = (name: string) => screen.getByRole("checkbox", { name: `Select ${name}` });
  const ticked = () => screen.getAllByRole("checkbox", { name: /^Select /, checked: true }).length;

  it("is by boxes, with shift for all between, and opens no row", async () => {
    const { user, router } = render(<Selectable traces={some} search={"?range=1h"} />);
    await user.click(box("trace 2"));
    await user.keyboard("{Shift>}");
    await user.click(box("trace 5"));
    await user.keyboard("{/Shift}");
    expect(screen.getByRole("status").textContent).toBe("4\u00a0traces selected");
    // Beside the box, within its cell.
    await user.click(box("trace 4").closest("td")!);
    expect(box("trace 4").getAttribute("aria-checked")).toBe("false");
    expect(screen.getByRole("status").textContent).toBe("3\u00a0traces selected");
    expect(router.push).not.toHaveBeenCalled();
  });

  it("is by x on the row that j and k went to, and undone by Escape", async () => {
    const { user } = render(<Selectable traces={some} search={"?range=24h"} />);
    await user.keyboard("x");
    expect(screen.getByRole("status").textContent).toBe("");
    await user.keyboard("jxjx");
    expect(box("planner").getAttribute("aria-checked")).toBe("true");
    expect(screen.getByRole("link", { name: "Compare" }).getAttribute("href")).toBe(
      "/p/demo/traces/t0/compare?with=t1",
    );
    await user.keyboard("jx");
    expect((screen.getByRole("button", { name: /^Compare/ }) as HTMLButtonElement).disabled).toBe(true);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("group", { name: "Selected traces" })).toBeNull();
  });

  it("of the head is of the rows in sight alone, and is told on the way back", async () => {
    const { user, unmount } = render(<Selectable traces={some} search="?range=7d" />);
    await user.click(screen.getByRole("checkbox", { name: "Select the rows in sight" }));
    const inSight = ticked() - 1;
    expect(inSight).toBeGreaterThan(5);
    expect(inSight).toBeLessThan(15);
    unmount();
    render(<Selectable traces={some} search="?range=7d" />);
    expect(ticked() - 1).toBe(inSight);
    await user.click(screen.getByRole("checkbox", { name: "Select the rows in sight" }));
    expect(screen.queryByRole("group", { name: "Selected traces" })).toBeNull();
  });
});
