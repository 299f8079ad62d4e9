/** What the first bytes of a file say that it is: what somebody calls it is not believed. */
export interface Sniffed {
  kind: "image" | "audio";
  /** MIME type. */
  type: string;
  /** Of an image, where its head tells it. */
  pixels: number | null;
}

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));
const uint = (bytes: Uint8Array, at: number, length: number): number =>
  bytes.subarray(at, at + length).reduce((sum, byte) => sum * 256 + byte, 0);

/** Raster images and sounds that browsers show; null: anything else, SVG and HTML among it. */
export function sniffMedia(bytes: Uint8Array): Sniffed | null {
  const image = (type: string, pixels: number | null = null): Sniffed => ({
    kind: "image",
    type: `image/${type}`,
    pixels,
  });
  const audio = (type: string): Sniffed => ({ kind: "audio", type: `audio/${type}`, pixels: null });
  const head = ascii(bytes, 0, 12);
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return image("png", uint(bytes, 16, 4) * uint(bytes, 20, 4));
  if (/^GIF8[79]a/.test(head)) return image("gif", uint16le(bytes, 6) * uint16le(bytes, 8));
  if (head.startsWith("\xff\xd8\xff")) return image("jpeg", pixelsOfJpeg(bytes));
  if (/^RIFF[^]{4}WEBP/.test(head)) return image("webp");
  if (/^RIFF[^]{4}WAVE/.test(head)) return audio("wav");
  if (head.startsWith("ID3") || (bytes[0] === 0xff && isMpegAudio(bytes[1] ?? 0))) return audio("mpeg");
  if (head.startsWith("OggS")) return audio("ogg");
  if (head.startsWith("fLaC")) return audio("flac");
  if (/^[^]{4}ftypM4A/.test(head)) return audio("mp4");
  if (/^[^]{4}ftypavi[fs]/.test(head)) return image("avif");
  return null;
}

const uint16le = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);

/** A frame of MPEG-1, -2 or -2.5, layer III or II: eleven bits of one, then neither reserved version nor reserved layer. */
const isMpegAudio = (byte: number): boolean =>
  (byte & 0xe0) === 0xe0 && (byte & 0x18) !== 0x08 && (byte & 0x06) !== 0;

/** By the first start of a frame; null: its head is longer than what is here. */
function pixelsOfJpeg(bytes: Uint8Array): number | null {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return uint(bytes, at + 5, 2) * uint(bytes, at + 7, 2);
    at += 2 + uint(bytes, at + 2, 2);
  }
  return null;
}
