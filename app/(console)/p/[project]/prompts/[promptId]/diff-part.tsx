import { FullText, VersionDiff } from "@/components/prompts/version-diff";
import { VersionSelect } from "@/components/prompts/version-select";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { whyNot } from "@/lib/auth/require";
import { may } from "@/lib/auth/roles";
import type { Context } from "@/lib/context";
import type { PromptDocument, PromptVersion } from "@/lib/prompts/document";
import { getVersionTexts } from "@/lib/prompts/get-version-texts";

interface DiffPartProps {
  ctx: Context;
  prompt: PromptDocument;
  a: PromptVersion;
  b: PromptVersion;
}

/** What two versions say, for those who may read it. */
export async function DiffPart({ ctx, prompt, a, b }: DiffPartProps) {
  const title = prompt.versions.length > 1 ? "What changed" : "What it says";
  if (!may(ctx.actor, "read_content"))
    return (
      <Panel title={title}>
        <Notice>{whyNot(ctx.actor, "read_content")}</Notice>
      </Panel>
    );
  const texts = await getVersionTexts(ctx, Number(prompt.prompt_id), [a.number, b.number]);
  const textOf = ({ number }: PromptVersion) => texts.get(number) ?? null;
  if (prompt.versions.length === 1)
    return (
      <Panel title={title}>
        {textOf(b) === null ? (
          <p className="text-s text-ink-2">Its text is not stored: its client did not send it.</p>
        ) : (
          <FullText name={b.version} text={textOf(b)} open />
        )}
      </Panel>
    );
  return (
    <Panel
      title={title}
      aside={
        <VersionSelect
          a={a.number}
          b={b.number}
          options={prompt.versions.map(({ number, version }) => ({
            value: String(number),
            label: version === String(number) ? `version ${number}` : `${version} (${number})`,
          }))}
        />
      }
    >
      <VersionDiff a={{ version: a, text: textOf(a) }} b={{ version: b, text: textOf(b) }} />
    </Panel>
  );
}
