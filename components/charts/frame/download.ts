/** Saves text, or what was made in the browser, as a file. */
export function download(fileName: string, content: string | Blob, type = "text/csv;charset=utf-8"): void {
  const url = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** Of a chart that is saved, without extension: "p95 by model (ms)" is `p95-by-model-ms`. */
export const fileNameOf = (question: string): string =>
  question
    .toLowerCase()
    .match(/[a-z0-9]+/g)
    ?.join("-") ?? "chart";
