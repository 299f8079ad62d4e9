"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Notice } from "@/components/ui/notice";
import { SecretOnce } from "@/components/ui/secret-once";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/http/action-result";

import { CLIENTS, clientById } from "./clients/all";

/** Stands where the key goes, and says so when it is pasted by mistake. */
const PLACEHOLDER = "YOUR_API_KEY";

interface GettingStartedProps {
  origin: string;
  /** From the URL. */
  clientId: string;
  tabHref: string;
  /** Null: this person may not make keys, and why. */
  createKey: (() => Promise<ActionResult<{ key: string }>>) | null;
  whyNoKey: string;
}

/** Snippets that work when pasted. A key made here is put into all of them until the page is left. */
export function GettingStarted({ origin, clientId, tabHref, createKey, whyNoKey }: GettingStartedProps) {
  const [key, setKey] = useState<string>();
  const client = clientById(clientId);
  const steps = client.steps({ origin, apiKey: key ?? PLACEHOLDER });
  const tabs = CLIENTS.map(({ id, label }) => ({
    label,
    href: `${tabHref}?client=${id}`,
    active: id === client.id,
  }));
  return (
    <div className="grid gap-4">
      <KeyStep apiKey={key} createKey={createKey} whyNoKey={whyNoKey} onMade={setKey} />
      <LinkTabs label="Client" tabs={tabs} />
      <ol className="grid gap-4">
        {steps.map((step) => (
          <li key={step.title} className="grid gap-1.5">
            {step.note && <p className="text-m text-ink-2">{step.note}</p>}
            <CodeBlock title={step.title} what={step.title} code={step.code} wrap={false} />
          </li>
        ))}
      </ol>
    </div>
  );
}

interface KeyStepProps extends Pick<GettingStartedProps, "createKey" | "whyNoKey"> {
  apiKey: string | undefined;
  onMade: (key: string) => void;
}

function KeyStep({ apiKey, createKey, whyNoKey, onMade }: KeyStepProps) {
  const { pending, failure, run } = useAction(
    createKey ?? (async () => ({ ok: false as const, code: "forbidden", message: whyNoKey, fields: {} })),
    ({ key }) => onMade(key),
  );
  if (apiKey) {
    return (
      <SecretOnce what="API key" secret={apiKey}>
        This key can only send. It stands in the snippets below until you leave this page; only its hash is
        stored.
      </SecretOnce>
    );
  }
  if (!createKey)
    return (
      <Notice>
        {whyNoKey} Put a key that you were given in place of {PLACEHOLDER}.
      </Notice>
    );
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Button variant="primary" size="l" pending={pending} onClick={() => run()}>
        <KeyRound aria-hidden className="size-3.5" />
        Create a key
      </Button>
      <p className="min-w-0 flex-1 basis-64 text-s text-ink-2">
        It is put into the snippets below, in place of <code>{PLACEHOLDER}</code>, and can be revoked under
        Settings.
      </p>
      {failure && (
        <Notice tone="bad" live className="w-full">
          {failure.message}
        </Notice>
      )}
    </div>
  );
}
