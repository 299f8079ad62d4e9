/** How a string may stand inside another text. The numbers are stored. */
export const ESCAPES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(text).slice(1, -1),
  // Python's json.dumps writes everything beyond ASCII as \uXXXX.
  (text) =>
    JSON.stringify(text)
      .slice(1, -1)
      .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  (text) => JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1),
];

/** A string with its escaped forms, each made when first looked for. Undefined: the form is one that was tried before. */
export class Escaped {
  private readonly forms: (string | undefined)[];
  private made = 1;

  constructor(text: string) {
    this.forms = [text];
  }

  form(escape: number): string | undefined {
    while (this.made <= escape) {
      const form = (ESCAPES[this.made] as (text: string) => string)(this.forms[0] as string);
      this.forms[this.made++] = this.forms.includes(form) ? undefined : form;
    }
    return this.forms[escape];
  }
}
