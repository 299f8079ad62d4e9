/** How many bytes a base64 text holds, padded or not. */
export const bytesOfBase64 = (base64: string): number =>
  Math.floor((base64.replace(/=+$/, "").length * 3) / 4);
