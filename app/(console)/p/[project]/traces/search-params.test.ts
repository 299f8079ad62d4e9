import { describe, expect, it } from "vitest";

import { neighbourQuery } from "@/components/trace-list/neighbour-query";
import { listSearch } from "@/components/trace-list/search-params";
import { parseTraceFilter } from "@/lib/traces/filter";

import { loadListView, traceFilterOf } from "./search-params";

const NOW = new Date("2026-03-10T12:00:00.000Z");
const EVERYTHING =
  "from=2026-03-09T00:00:00.000Z&to=2026-03-10T00:00:00.000Z&feature=a%2Cb&feature=c&model=m&provider=p&user=u&session=s&tool=t" +
  "&prompt_version=x%401&release=1&tag=vip&error_type=Timeout&kind=tool&status=error&complete=false&simulated=true" +
  "&min_duration_ms=2000&max_duration_ms=3000&min_ttft_ms=1&max_ttft_ms=2.5&min_call_ms=3&max_call_ms=4&min_call_ttft_ms=5" +
  "&max_call_ttft_ms=6&streamed=false&answer_model=m&answer_provider=p&answer_prompt_version=0123456789abcdef&min_cost_usd=0.05&q=hello+world" +
  "&failure=timeout&failure=other&step_failure=tool_error&retried=true&tool_mode=mixed&savable=false";

describe("the list's address", () => {
  it("asks what the same query asks of the API", () => {
    const ours = traceFilterOf(loadListView(new URLSearchParams(`${EVERYTHING}&env=production`)), NOW, "UTC");
    expect(ours).toEqual(parseTraceFilter(new URLSearchParams(`${EVERYTHING}&environment=production`)));
  });

  it("written out and read again is the same list", () => {
    const view = loadListView(new URLSearchParams(`${EVERYTHING}&env=staging`));
    expect(loadListView(new URLSearchParams(listSearch(view)))).toEqual(view);
  });

  it("of a plain list is empty, so that one list has one address", () => {
    expect(listSearch(loadListView(new URLSearchParams("range=24h&live=true&feature=")))).toBe("");
  });

  it("with words that make no sense shows the list without them", () => {
    const view = loadListView(
      new URLSearchParams("status=sideways&min_cost_usd=cheap&min_duration_ms=-1&kind=magic&complete=maybe"),
    );
    expect(traceFilterOf(view, NOW, "UTC")).toEqual(
      traceFilterOf(loadListView(new URLSearchParams()), NOW, "UTC"),
    );
  });

  it("of a sliding range has no upper end: a client's clock may run ahead of ours", () => {
    const filter = traceFilterOf(loadListView(new URLSearchParams("range=1h")), NOW, "UTC");
    expect(filter.from).toBe("2026-03-10T11:00:00.000Z");
    expect(filter.to).toBeUndefined();
  });
});

describe("the list that a trace's page is told of", () => {
  it("is a query of the API", () => {
    const view = loadListView(new URLSearchParams(`${EVERYTHING}&env=production`));
    expect(parseTraceFilter(new URLSearchParams(neighbourQuery(view)))).toEqual(
      parseTraceFilter(new URLSearchParams(`${EVERYTHING}&environment=production`)),
    );
  });
  it("is empty for a plain list", () => {
    expect(neighbourQuery(loadListView(new URLSearchParams("range=7d")))).toBe("");
  });
});
