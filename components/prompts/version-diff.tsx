import { WordDiff } from "@/components/compare/word-diff";
import { CodeBlock } from "@/components/ui/code-block";
import type { PromptVersion } from "@/lib/prompts/document";
import type { VersionText } from "@/lib/prompts/get-version-texts";

import { NoteText } from "./note-text";

export interface DiffSide {
  version: PromptVersion;
  /** Null: its text is not stored. */
  text: VersionText | null;
}

/** The words of two versions side by side, and the text of either. */
export function VersionDiff({ a, b }: { a: DiffSide; b: DiffSide }) {
  const both = a.text !== null && b.text !== null;
  const same = both && a.text?.template === b.text?.template;
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 gap-x-4 max-md:grid-cols-1 max-md:gap-y-2">
        {[a, b].map(({ version }, index) => (
          <div key={index} className="min-w-0">
            <h3 className="text-s font-medium wrap-anywhere">
              {index === 0 ? "Before" : "After"}: version {version.version}
            </h3>
            {version.note && <NoteText note={version.note} />}
          </div>
        ))}
      </div>
      {!both && (
        <p className="text-s text-ink-2">
          The text of{" "}
          {[a, b]
            .filter(({ text }) => text === null)
            .map(({ version }) => `version ${version.version}`)
            .join(" and ")}{" "}
          is not stored: its client did not send it.
        </p>
      )}
      {same &&
        (a.version.fingerprint === b.version.fingerprint ? (
          <p className="text-s text-ink-2">Both say the same.</p>
        ) : (
          <p className="text-s text-ink-2">
            Both say the same: the tools that belong to them differ, or their text does in what changes with
            each call.
          </p>
        ))}
      {both && !same && (
        <>
          <WordDiff a={a.text?.template ?? null} b={b.text?.template ?? null} />
          <p className="text-s text-ink-3">
            What changes with each call (dates, times, ids, long numbers) is named instead of spelled out.
          </p>
        </>
      )}
      {(a.version.number === b.version.number ? [b] : [a, b]).map(({ version, text }) => (
        <FullText key={version.number} name={version.version} text={text} />
      ))}
    </div>
  );
}

/** As it was seen first. */
export const FullText = ({ name, text, open }: { name: string; text: VersionText | null; open?: boolean }) =>
  text && (
    <details open={open}>
      <summary className="w-fit cursor-pointer text-s text-ink-2 hover:text-ink">
        The text of version {name}
        {text.cut && `, its first ${text.text.length.toLocaleString("en")} characters`}
      </summary>
      <div className="mt-1">
        <CodeBlock code={text.text} what={`text of version ${name}`} className="max-h-120" />
      </div>
    </details>
  );
