// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import type { ReactElement } from "react";
import { describe, expect, it } from "vitest";

import { NameForm } from "@/components/account/name-form";
import { NewAccountForm } from "@/components/account/new-account-form";
import { PasswordForm } from "@/components/account/password-form";
import { KeyLimitsForm } from "@/components/api-keys/key-limits-form";
import { NewKeyForm } from "@/components/api-keys/new-key-form";
import { BudgetForm } from "@/components/budgets/budget-form";
import { RaiseForm } from "@/components/budgets/raise-form";
import { QuotaForm } from "@/components/ingest-usage/quota-form";
import { ObjectiveForm } from "@/components/latency/objective-form";
import { InviteForm } from "@/components/members/invite-form";
import { ChannelForm, EditChannelForm } from "@/components/notifications/channel-form";
import { EstimatesForm } from "@/components/prices/estimates-form";
import { ListLoadForm } from "@/components/prices/list-load-form";
import { OwnPriceForm } from "@/components/prices/own-price-form";
import { RepricingForm } from "@/components/prices/repricing-form";
import { NewProjectForm } from "@/components/projects/new-project-form";
import { ProjectForm } from "@/components/projects/project-form";
import { heldAction, render } from "@/components/testing/render";
import type { ApiKey } from "@/lib/api-keys/list-api-keys";
import type { Channel } from "@/lib/notify/channel";
import { DEFAULT_THRESHOLDS } from "@/lib/budgets/threshold";

type Action = ReturnType<typeof heldAction<never>>["action"];

interface FormCase {
  form: (action: Action) => ReactElement;
  button: string;
  /** Makes it wrong, at this field and with this word. */
  wrong: (user: UserEvent) => Promise<void>;
  at: string | RegExp;
  says: string | RegExp;
  /** Makes it right again. */
  right: (user: UserEvent) => Promise<void>;
  /** With what the verb is called then. */
  called: unknown[];
  /** What a refusal is about, as the server says it. */
  path: string;
}

const type = async (user: UserEvent, label: string | RegExp, text: string) => {
  const field = screen.getByLabelText(label);
  await user.clear(field);
  if (text !== "") await user.type(field, text);
};
const typedNow = () => [...document.querySelectorAll("input")].map(({ value }) => value);
const nothing = () => Promise.resolve();
const done = () => {};

const CASES: Record<string, FormCase> = {
  name: {
    form: (save) => <NameForm name="Ann" save={save} />,
    button: "Save name",
    wrong: (user) => type(user, "Name", "  "),
    at: "Name",
    says: "Say what to call you.",
    right: (user) => type(user, "Name", "  Ann Lee "),
    called: [{ name: "Ann Lee" }],
    path: "name",
  },
  password: {
    form: (change) => <PasswordForm email="a@b.c" hasPassword change={change} />,
    button: "Change password",
    wrong: async (user) => {
      await type(user, "Current password", "old");
      await type(user, "New password", "short");
    },
    at: "New password",
    says: "Use at least 10 characters.",
    right: (user) => type(user, "New password", "long enough"),
    called: [{ current: "old", next: "long enough" }],
    path: "current",
  },
  "new account": {
    form: (accept) => <NewAccountForm email="a@b.c" accept={accept} />,
    button: "Make account and join",
    wrong: (user) => type(user, "Password", "a long password"),
    at: "Name",
    says: "Say what to call you.",
    right: (user) => type(user, "Name", "Ann"),
    called: [{ name: "Ann", password: "a long password" }],
    path: "password",
  },
  "new project": {
    form: (create) => <NewProjectForm create={create} />,
    button: "Make project",
    wrong: async (user) => {
      await type(user, "Name", "My shop");
      await type(user, "Address", "My Shop");
    },
    at: "Address",
    says: /Use lower-case letters/,
    right: (user) => type(user, "Address", "my-shop"),
    called: [{ name: "My shop", slug: "my-shop" }],
    path: "slug",
  },
  project: {
    form: (save) => <ProjectForm slug="shop" name="Shop" retentionDays={30} editable save={save} />,
    button: "Save",
    wrong: (user) => type(user, "Days to keep traces", "5000"),
    at: "Days to keep traces",
    says: /at most 3,660 days/,
    right: (user) => type(user, "Days to keep traces", "90"),
    called: [{ name: "Shop", retentionDays: 90 }],
    path: "name",
  },
  "API key": {
    form: (create) => <NewKeyForm create={create} done={done} />,
    button: "Make key",
    wrong: nothing,
    at: "Name",
    says: "Say what uses this key.",
    right: async (user) => {
      await type(user, "Name", "ci");
      await user.click(screen.getByRole("checkbox", { name: /read/ }));
    },
    called: [{ name: "ci", scopes: ["ingest", "read"], expiresAt: null }],
    path: "name",
  },
  "limits of a key": {
    form: (save) => (
      <KeyLimitsForm
        apiKey={{ id: 7, maxSpansPerSecond: null, maxRequestsPerSecond: 20 } as ApiKey}
        save={save}
        done={done}
      />
    ),
    button: "Save limits",
    wrong: (user) => type(user, /Spans a second/, "-1"),
    at: /Spans a second/,
    says: "Use 0 for no limit.",
    right: (user) => type(user, /Spans a second/, ""),
    called: [{ keyId: 7, maxSpansPerSecond: null, maxRequestsPerSecond: 20 }],
    path: "maxRequestsPerSecond",
  },
  invitation: {
    form: (invite) => <InviteForm invite={invite} />,
    button: "Make invitation link",
    wrong: (user) => type(user, "E-mail", "ann"),
    at: "E-mail",
    says: "This is not an e-mail address.",
    right: async (user) => {
      await type(user, "E-mail", "Ann@Example.org");
      await user.selectOptions(screen.getByLabelText("Role"), "manager");
    },
    called: [{ email: "ann@example.org", role: "manager" }],
    path: "email",
  },
  budget: {
    form: (save) => (
      <BudgetForm
        initial={{
          name: "",
          rolling: false,
          unit: "month",
          zone: "",
          limitUsd: "",
          thresholds: DEFAULT_THRESHOLDS.slice(0, 1),
        }}
        isNew
        words={{ environment: [], feature: ["support"], model: [], prompt_version: [] }}
        save={save}
        preview={() => new Promise(() => {})}
        path="/p/shop/budgets"
      />
    ),
    button: "Set budget",
    wrong: async (user) => {
      await type(user, "Name", "Support");
      await type(user, "Limit", "two");
    },
    at: "Limit",
    says: /Give US dollars/,
    right: async (user) => {
      await type(user, "Limit", "250");
      await type(user, /Feature/, "support");
      await user.selectOptions(screen.getByLabelText("Period"), "rolling week");
      await user.click(screen.getByRole("checkbox", { name: "deny when asked" }));
    },
    called: [
      {
        name: "Support",
        limitUsd: "250",
        rolling: true,
        unit: "week",
        zone: "UTC",
        environment: null,
        feature: "support",
        model: null,
        promptVersion: null,
        user: null,
        everyUser: false,
        thresholds: [{ percent: 50, actions: ["notify", "deny"] }],
      },
    ],
    path: "limitUsd",
  },
  "higher limit": {
    form: (raise) => <RaiseForm id={3} raise={raise} done={done} />,
    button: "Raise limit",
    wrong: (user) => type(user, "New limit", "10"),
    at: "Reason",
    says: /Say why/,
    right: (user) => type(user, "Reason", "A fair"),
    called: [{ id: 3, limitUsd: "10", reason: "A fair" }],
    path: "limitUsd",
  },
  quota: {
    form: (save) => <QuotaForm quota={null} editable save={save} />,
    button: "Save",
    wrong: (user) => type(user, /Daily quota/, "0.5"),
    at: /Daily quota/,
    says: "Use a whole number of spans.",
    right: (user) => type(user, /Daily quota/, "5000"),
    called: [{ dailySpanQuota: 5000 }],
    path: "dailySpanQuota",
  },
  objective: {
    form: (save) => <ObjectiveForm save={save} initial={{ measure: "trace_ttft" }} done={done} />,
    button: "Save objective",
    wrong: (user) => type(user, "For, %", "20"),
    at: "For, %",
    says: /at least 50 %/,
    right: (user) => type(user, "For, %", "99.9"),
    called: [
      null,
      {
        measure: "trace_ttft",
        thresholdMs: 500,
        target: 0.999,
        windowDays: 28,
        feature: null,
        model: null,
        environment: null,
      },
    ],
    path: "thresholdMs",
  },
  channel: {
    form: (add) => <ChannelForm add={add} done={done} />,
    button: "Add channel",
    wrong: async (user) => {
      await type(user, "Name", "On call");
      await type(user, "Address", "example.org");
    },
    at: "Address",
    says: /starts with https/,
    right: (user) => type(user, "Address", "https://example.org/hook"),
    called: [
      {
        kind: "webhook",
        name: "On call",
        url: "https://example.org/hook",
        severity: "warning",
        topics: ["budgets", "incidents"],
        hourlyLimit: 30,
      },
    ],
    path: "url",
  },
  "channel of e-mail": {
    form: (add) => <ChannelForm add={add} done={done} />,
    button: "Add channel",
    wrong: async (user) => {
      await user.selectOptions(screen.getByLabelText("Kind"), "email");
      await type(user, "Name", "Team");
      await type(user, "Recipients", "ann@example.org, bob");
    },
    at: "Recipients",
    says: "“bob” is not an e-mail address.",
    right: async (user) => {
      await type(user, "Recipients", "ann@example.org, bob@example.org");
      await user.selectOptions(screen.getByLabelText("Severity"), "alert");
    },
    called: [
      {
        kind: "email",
        name: "Team",
        recipients: ["ann@example.org", "bob@example.org"],
        severity: "alert",
        topics: ["budgets", "incidents"],
        hourlyLimit: 30,
      },
    ],
    path: "recipients",
  },
  "channel of PagerDuty": {
    form: (add) => <ChannelForm add={add} done={done} />,
    button: "Add channel",
    wrong: async (user) => {
      await user.selectOptions(screen.getByLabelText("Kind"), "pagerduty");
      await type(user, "Name", "Pager");
      await type(user, "Integration key", "short");
    },
    at: "Integration key",
    says: /32 letters and digits/,
    right: async (user) => {
      await type(user, "Integration key", "0123456789abcdef0123456789ABCDEF");
      await user.click(screen.getByRole("checkbox", { name: "Budgets" }));
    },
    called: [
      {
        kind: "pagerduty",
        name: "Pager",
        routingKey: "0123456789abcdef0123456789ABCDEF",
        severity: "warning",
        topics: ["incidents"],
        hourlyLimit: 30,
      },
    ],
    path: "routingKey",
  },
  "changed channel": {
    form: (change) => (
      <EditChannelForm
        channel={
          {
            id: 4,
            kind: "teams",
            name: "Room",
            severity: "alert",
            topics: ["incidents"],
            hourlyLimit: 30,
          } as Channel
        }
        change={change}
        done={done}
      />
    ),
    button: "Save channel",
    wrong: (user) => type(user, "Messages an hour", "500"),
    at: "Messages an hour",
    says: "Use at most 200.",
    right: (user) => type(user, "Messages an hour", "60"),
    called: [
      { id: 4, kind: "teams", name: "Room", severity: "alert", topics: ["incidents"], hourlyLimit: 60 },
    ],
    path: "name",
  },
  price: {
    form: (save) => (
      <OwnPriceForm save={save} today="2026-03-10" initial={{ provider: "*", model: "gpt-5" }} done={done} />
    ),
    button: "Save price",
    wrong: async (user) => {
      await type(user, /^Input/, "2.50");
      await type(user, /^Output/, "ten");
    },
    at: /^Output/,
    says: /Give US dollars/,
    right: (user) => type(user, /^Output/, "10.00"),
    called: [
      null,
      {
        provider: "*",
        model: "gpt-5",
        validFrom: null,
        validTo: null,
        units: { standard: { input_mtok: "2.5", output_mtok: "10" }, batch: {}, flex: {}, priority: {} },
        note: "",
      },
    ],
    path: "units.standard.input_mtok",
  },
  repricing: {
    form: (preview) => (
      <RepricingForm
        today="2026-03-10"
        offer={null}
        models={["gpt-5"]}
        disabled={false}
        preview={preview}
        onAsked={done}
      />
    ),
    button: "Preview",
    wrong: (user) => type(user, "Model", "a*b"),
    at: "Model",
    says: /one \* at the end/,
    right: (user) => type(user, "Model", "gpt-*"),
    called: [
      { from: "2026-02-08T00:00:00.000Z", to: "2026-03-11T00:00:00.000Z", model: "gpt-*", provider: "*" },
    ],
    path: "from",
  },
  "price list": {
    form: (propose) => <ListLoadForm propose={propose} />,
    button: "Load and compare",
    wrong: (user) => type(user, "Newer list from an address", "ftp://example.org"),
    at: "Newer list from an address",
    says: /begins with https/,
    right: (user) => type(user, "Newer list from an address", "https://example.org/list.json"),
    called: [{ url: "https://example.org/list.json" }],
    path: "url",
  },
};

const errorAt = (label: string | RegExp): string | null => {
  const field = screen.getByLabelText(label);
  const [id] = (field.getAttribute("aria-describedby") ?? "").split(" ");
  return field.getAttribute("aria-invalid") === "true"
    ? (document.getElementById(id!)?.textContent ?? null)
    : null;
};

describe.each(Object.entries(CASES))(
  "the form of a %s",
  (_, { form, button, wrong, at, says, right, called, path }) => {
    const send = (user: UserEvent) => user.click(screen.getByRole("button", { name: button }));

    it("says what is wrong at the field, puts the cursor there and sends nothing", async () => {
      const { action, calls } = heldAction<never>();
      const { user } = render(form(action));
      await wrong(user);
      await send(user);
      await waitFor(() => expect(errorAt(at)).toMatch(says));
      expect(document.activeElement).toBe(screen.getByLabelText(at));
      expect(calls).toEqual([]);
      await right(user);
      await waitFor(() => expect(errorAt(at)).toBeNull());
    });

    it("is sent once, as the verb takes it, and keeps what was typed when it is refused", async () => {
      const { action, calls, refuse } = heldAction<never>();
      const { user } = render(form(action));
      await wrong(user);
      await right(user);
      const typed = typedNow();
      await send(user);
      await waitFor(() => expect(calls).toEqual([called]));
      await waitFor(() =>
        expect(screen.getByRole("button", { name: button }).getAttribute("aria-busy")).toBe("true"),
      );
      await send(user);
      await user.keyboard("{Enter}");
      expect(calls.length).toBe(1);

      refuse({ fields: { [path]: "Not like this." } });
      expect((await screen.findByText("Not like this.")).getAttribute("role")).toBe("alert");
      expect(typedNow()).toEqual(typed);
      expect(document.activeElement?.getAttribute("aria-invalid")).toBe("true");
      await waitFor(() =>
        expect(screen.getByRole("button", { name: button }).getAttribute("aria-busy")).toBeNull(),
      );
    });

    it("shows above all fields what is about none of them", async () => {
      const { action, calls, refuse } = heldAction<never>();
      const { user } = render(form(action));
      await wrong(user);
      await right(user);
      await send(user);
      await waitFor(() => expect(calls.length).toBe(1));
      refuse({ code: "forbidden", message: "Your role may not do this.", fields: {} });
      expect(await screen.findByText("Your role may not do this.")).toBeDefined();
    });
  },
);

/** What is sent while the form is being checked is ignored. */
async function sendWhenIdle(user: UserEvent, name: string) {
  const button = screen.getByRole("button", { name });
  await waitFor(() => expect(button.getAttribute("aria-busy")).toBeNull());
  await user.click(button);
}

describe("what only some forms do", () => {
  it("two submits at the same moment are one", async () => {
    const { action, calls } = heldAction<undefined>();
    const { user } = render(<NameForm name="Ann" save={action} />);
    await type(user, "Name", "Bo");
    const form = screen.getByLabelText("Name").closest("form")!;
    fireEvent.submit(form);
    fireEvent.submit(form);
    await waitFor(() => expect(calls.length).toBe(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calls.length).toBe(1);
  });

  it("a saved name cannot be saved again, nor an unchanged one", async () => {
    const { action, calls, done: answer } = heldAction<undefined>();
    const { user } = render(<NameForm name="Ann" save={action} />);
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Save name" });
    expect(button.disabled).toBe(true);
    await type(user, "Name", "Bo");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(calls.length).toBe(1));
    answer(undefined);
    await waitFor(() => expect(button.disabled).toBe(true));
    expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Bo");
  });

  it("a changed password leaves its fields empty", async () => {
    const { action, calls, done: answer } = heldAction<undefined>();
    const { user } = render(<PasswordForm email="a@b.c" hasPassword={false} change={action} />);
    expect(screen.queryByLabelText("Current password")).toBeNull();
    await type(user, "New password", "a long password{Enter}");
    await waitFor(() => expect(calls).toEqual([[{ current: "", next: "a long password" }]]));
    answer(undefined);
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>("New password").value).toBe(""));
  });

  it("a project's address follows its name until it is written", async () => {
    const { user } = render(<NewProjectForm create={heldAction<undefined>().action} />);
    const address = () => screen.getByLabelText<HTMLInputElement>("Address").value;
    await type(user, "Name", "My shop");
    expect(address()).toBe("my-shop");
    await type(user, "Address", "store");
    await type(user, "Name", "Another");
    expect(address()).toBe("store");
  });

  it("keeping traces for fewer days asks first", async () => {
    const { action, calls } = heldAction<undefined>();
    const { user } = render(
      <ProjectForm slug="shop" name="Shop" retentionDays={30} editable save={action} />,
    );
    await type(user, "Days to keep traces", "7");
    expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Save…" }));
    const dialog = await screen.findByRole("dialog", { name: "Keep traces for 7 days instead of 30?" });
    await user.type(within(dialog).getByRole("textbox"), "shop");
    await user.click(within(dialog).getByRole("button", { name: "Shorten and delete" }));
    await waitFor(() => expect(calls).toEqual([[{ name: "Shop", retentionDays: 7 }]]));
  });

  it("an invitation shows its link and is ready for the next address", async () => {
    const { action, done: answer, calls } = heldAction<{ link: string; expiresAt: string }>();
    const { user } = render(<InviteForm invite={action} />);
    await type(user, "E-mail", "ann@example.org{Enter}");
    await waitFor(() => expect(calls.length).toBe(1));
    answer({ link: "https://example.org/invitation/x", expiresAt: "2026-03-10T00:00:00Z" });
    expect(await screen.findByText("https://example.org/invitation/x")).toBeDefined();
    expect(screen.getByLabelText<HTMLInputElement>("E-mail").value).toBe("");
  });

  it("a budget of one user asks for the user, and its thresholds are checked one by one", async () => {
    const { action, calls } = heldAction<never>();
    const { user } = render(CASES.budget!.form(action));
    await type(user, "Name", "Ann");
    await type(user, "Limit", "5");
    await user.selectOptions(screen.getByLabelText("Users"), "one");
    await user.click(screen.getByRole("button", { name: "Add threshold" }));
    await user.clear(screen.getAllByLabelText("Percent of the limit")[1]!);
    await sendWhenIdle(user, "Set budget");
    expect(await screen.findByText("Name the user.")).toBeDefined();
    expect(screen.getByText("Give a percentage, such as 80.")).toBeDefined();
    await user.type(screen.getAllByLabelText("Percent of the limit")[1]!, "50");
    await user.type(screen.getByLabelText("User"), "ann");
    await sendWhenIdle(user, "Set budget");
    expect(await screen.findByText("Each percentage may be given once.")).toBeDefined();
    expect(calls).toEqual([]);
    await user.click(screen.getAllByRole("button", { name: "Remove the threshold at 50 %" })[1]!);
    await sendWhenIdle(user, "Set budget");
    await waitFor(() => expect(calls.length).toBe(1));
    expect(calls[0]![0]).toMatchObject({ user: "ann", everyUser: false, thresholds: [{ percent: 50 }] });
  });

  it("a price says when another tier than the one shown is wrong", async () => {
    const { user } = render(CASES.price!.form(heldAction<never>().action));
    await type(user, /^Input/, "1");
    await user.selectOptions(screen.getByLabelText("Service tier"), "batch");
    await type(user, /^Output/, "x");
    await user.selectOptions(screen.getByLabelText("Service tier"), "standard");
    await user.click(screen.getByRole("button", { name: "Save price" }));
    expect(await screen.findByText("Something is wrong in the tier Batch.")).toBeDefined();
  });

  it("estimates are switched and saved", async () => {
    const { action, calls } = heldAction<undefined>();
    const { user } = render(<EstimatesForm estimateTokens={false} editable save={action} />);
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Save" });
    expect(button.disabled).toBe(true);
    await user.click(screen.getByRole("checkbox"));
    await user.click(button);
    await waitFor(() => expect(calls).toEqual([[{ estimateTokens: true }]]));
  });

  it("a server that does not answer says so", async () => {
    const { user } = render(<NameForm name="Ann" save={() => Promise.reject(new Error("offline"))} />);
    await type(user, "Name", "Bo{Enter}");
    expect(await screen.findByText(/does not answer/)).toBeDefined();
  });
});
