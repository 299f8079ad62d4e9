import { describe, expect, it } from "vitest";

import { type MessagePayload, noticeOf } from "../message";
import { sparkline } from "../sparkline";
import { bodyOf } from "./body";
import { mailOf } from "./email";

const URL_OF_CONSOLE = "https://recount.example";

const incident = (type: MessagePayload["type"], more: Partial<MessagePayload> = {}): MessagePayload => ({
  type,
  title: "Refunds <slow> & *odd* [x](y)",
  project: "shop",
  path: "/p/shop/incidents/7",
  at: "2026-05-01T10:20:30.000Z",
  incident: {
    id: 7,
    title: "Refunds slow",
    severity: "alert",
    state: type === "incident.resolved" ? "resolved" : "open",
    began_at: "2026-05-01T09:10:00.000Z",
    opened_at: "2026-05-01T09:20:00.000Z",
    resolution: type === "incident.resolved" ? "Latency is back." : null,
  },
  findings: [
    {
      id: 1,
      rule: "drift",
      level: "alert",
      title: "p90 of latency +40 %",
      began_at: "2026-05-01T09:10:00.000Z",
    },
  ],
  sparkline: [1, 1, 2, 8],
  ...more,
});

const bodyFor = (channelKind: "slack" | "teams" | "pagerduty" | "webhook", payload: MessagePayload) =>
  bodyOf({ id: "d-1", payload, channelKind, secret: "k".repeat(32) }, URL_OF_CONSOLE) as never;

describe("Slack", () => {
  it("gets blocks with title, facts, course, findings and link, and a text for what knows no blocks", () => {
    const body = bodyFor("slack", incident("incident.opened")) as { text: string; blocks: object[] };
    expect(body.text).toMatch(/^🔴 Refunds &lt;slow&gt; &amp; \*odd\*/);
    expect(body.text).toContain("https://recount.example/p/shop/incidents/7");
    expect(body.blocks).toEqual([
      {
        type: "header",
        text: { type: "plain_text", text: "🔴 Refunds <slow> & *odd* [x](y)", emoji: true },
      },
      {
        type: "section",
        fields: [
          { type: "mrkdwn", text: "*Project*\nshop" },
          { type: "mrkdwn", text: "*Severity*\nalert" },
          { type: "mrkdwn", text: "*State*\nopen" },
          { type: "mrkdwn", text: "*Since*\n2026-05-01 09:10 UTC" },
        ],
      },
      { type: "section", text: { type: "mrkdwn", text: "`▁▁▂█`" } },
      { type: "section", text: { type: "mrkdwn", text: "• p90 of latency +40 %" } },
      {
        type: "actions",
        elements: [
          {
            type: "button",
            text: { type: "plain_text", text: "Open in Recount" },
            url: "https://recount.example/p/shop/incidents/7",
          },
        ],
      },
    ]);
  });

  it("is told of an end as of an end, and is never sent more than it takes", () => {
    const body = bodyFor(
      "slack",
      incident("incident.resolved", {
        title: "x".repeat(500),
        findings: Array.from({ length: 50 }, (_, id) => ({
          id,
          rule: "drift",
          level: "alert",
          title: "&".repeat(400),
          began_at: "",
        })),
      }),
    ) as { blocks: { type: string; text?: { text: string } }[] };
    expect(body.blocks[0]?.text?.text).toMatch(/^✅ x+…$/);
    expect(body.blocks[0]?.text?.text).toHaveLength(150);
    expect(body.blocks.length).toBeLessThanOrEqual(50);
    for (const { text } of body.blocks) expect(text?.text.length ?? 0).toBeLessThanOrEqual(3000);
    expect(JSON.stringify(body.blocks[1])).toContain("Latency is back.");
  });
});

describe("Teams", () => {
  const card = (payload: MessagePayload) =>
    bodyFor("teams", payload) as {
      type: string;
      attachments: [
        { contentType: string; contentUrl: null; content: Record<string, never> & { body: object[] } },
      ];
    };

  it("gets a message with one Adaptive Card, as workflows take it", () => {
    const body = card(incident("incident.opened"));
    expect(body.type).toBe("message");
    expect(body.attachments).toHaveLength(1);
    const [{ contentType, contentUrl, content }] = body.attachments;
    expect(contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(contentUrl).toBeNull();
    expect(content).toMatchObject({
      $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
      type: "AdaptiveCard",
      version: "1.4",
      msteams: { width: "Full" },
      actions: [
        {
          type: "Action.OpenUrl",
          title: "Open in Recount",
          url: "https://recount.example/p/shop/incidents/7",
        },
      ],
    });
    expect(content.body).toMatchObject([
      {
        type: "Container",
        style: "attention",
        items: [
          { type: "TextBlock", text: "🔴 Alert", wrap: true },
          { type: "TextBlock", text: String.raw`Refunds <slow> & \*odd\* \[x\](y)`, wrap: true },
        ],
      },
      {
        type: "FactSet",
        facts: [
          { title: "Project", value: "shop" },
          { title: "Severity", value: "alert" },
          { title: "State", value: "open" },
          { title: "Since", value: "2026-05-01 09:10 UTC" },
        ],
      },
      { type: "TextBlock", text: "▁▁▂█" },
      { type: "TextBlock", text: "• p90 of latency +40 %" },
    ]);
  });

  it("shows an end in green, and takes a digest of fifty within 28 KB", () => {
    const resolved = card(incident("incident.resolved")).attachments[0].content;
    expect(resolved.body[0]).toMatchObject({ type: "Container", style: "good" });
    const digest = card({
      type: "digest",
      title: "50 more",
      project: "shop",
      path: "/p/shop/overview",
      at: "2026-05-01T10:20:30.000Z",
      messages: Array.from({ length: 50 }, (_, place) => ({
        id: "d",
        type: "incident.opened" as const,
        title: `Budget “Support, per month” has reached ${place} % by user somebody@example.org`,
        path: `/p/shop/incidents/${place}`,
        at: "2026-05-01T10:20:30.000Z",
      })),
    });
    expect(Buffer.byteLength(JSON.stringify(digest))).toBeLessThan(28_000);
  });
});

describe("PagerDuty", () => {
  it("gets an alert event with the fields of the Events API v2", () => {
    expect(bodyFor("pagerduty", incident("incident.opened"))).toEqual({
      routing_key: "k".repeat(32),
      event_action: "trigger",
      dedup_key: "recount shop incident 7",
      client: "Recount",
      client_url: "https://recount.example/p/shop/incidents/7",
      links: [{ href: "https://recount.example/p/shop/incidents/7", text: "Open in Recount" }],
      payload: {
        summary: "Refunds <slow> & *odd* [x](y)",
        source: "recount.example",
        severity: "critical",
        timestamp: "2026-05-01T10:20:30.000Z",
        component: "shop",
        group: "shop",
        class: "incident.opened",
        custom_details: {
          Project: "shop",
          Severity: "alert",
          State: "open",
          Since: "2026-05-01 09:10 UTC",
          Findings: ["p90 of latency +40 %"],
          Course: "▁▁▂█",
        },
      },
    });
  });

  it("is told under the incident's key that it is graver, and that it is over", () => {
    expect(bodyFor("pagerduty", incident("incident.raised"))).toMatchObject({
      event_action: "trigger",
      dedup_key: "recount shop incident 7",
    });
    expect(bodyFor("pagerduty", incident("incident.resolved"))).toEqual({
      routing_key: "k".repeat(32),
      event_action: "resolve",
      dedup_key: "recount shop incident 7",
    });
  });

  it("gives what belongs to no incident a key of its own, and warnings their severity", () => {
    const budget = {
      ...incident("budget.threshold", { severity: "warning", title: "y".repeat(3000) }),
      incident: undefined,
      incident_id: null,
    } as never;
    const event = bodyFor("pagerduty", budget) as {
      dedup_key: string;
      payload: { summary: string; severity: string };
    };
    expect(event.dedup_key).toBe("recount d-1");
    expect(event.payload.severity).toBe("warning");
    expect(event.payload.summary).toHaveLength(1024);
    expect(bodyFor("pagerduty", { ...(budget as MessagePayload), incident_id: 9 })).toMatchObject({
      dedup_key: "recount shop incident 9",
    });
  });
});

describe("a mail", () => {
  it("has the same in text and HTML, with nothing that is fetched or runs", () => {
    const payload = incident("incident.opened", { title: "<img src=x>\r\nBcc: all@example.org" });
    const { subject, text, html } = mailOf(noticeOf(payload, URL_OF_CONSOLE), payload);
    expect(subject).toBe("[shop] 🔴 <img src=x> Bcc: all@example.org");
    for (const said of [
      "Alert",
      "2026-05-01 09:10 UTC",
      "p90 of latency +40 %",
      "▁▁▂█",
      "/p/shop/incidents/7",
    ]) {
      expect(text).toContain(said);
      expect(html).toContain(said);
    }
    expect(html).toContain("&lt;img src=x&gt;");
    expect(html).not.toMatch(/<(img|script|link|iframe|style)|url\(|@import/i);
  });

  it("looks over when it is over", () => {
    const payload = incident("incident.resolved", { title: "Resolved: Refunds slow" });
    const { subject, html, text } = mailOf(noticeOf(payload, URL_OF_CONSOLE), payload);
    expect(subject).toBe("[shop] Resolved: Refunds slow");
    expect(html).toContain("#067647");
    expect(text).toContain("Why it is over: Latency is back.");
  });
});

describe("a course as text", () => {
  it.each<[number[], string | null]>([
    [[], null],
    [[3], null],
    [[NaN, 3], null],
    [[5, 5, 5], "▁▁▁"],
    [[0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"],
    [[1, NaN, 2], "▁ █"],
    [[-4, 0], "▁█"],
  ])("%j", (values, drawn) => expect(sparkline(values)).toBe(drawn));

  it("is no wider than a phone, and still ends high", () => {
    const drawn = sparkline([...Array<number>(990).fill(1), ...Array<number>(31).fill(9)]);
    expect(drawn).toHaveLength(32);
    expect(drawn?.at(-1)).toBe("█");
  });
});
