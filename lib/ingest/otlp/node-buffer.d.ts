export {};
declare global {
  /** Node's own slices by range: no view object per field. Present since Node 4, missing in its types. */
  interface Buffer {
    utf8Slice(start: number, end: number): string;
    hexSlice(start: number, end: number): string;
    base64Slice(start: number, end: number): string;
  }
}
