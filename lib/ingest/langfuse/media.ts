import { z } from "zod";

/** The body of `POST /api/public/media`, as far as it is read. */
export const MediaUpload = z.object({ sha256Hash: z.string().min(22).max(128) });
export type MediaUpload = z.infer<typeof MediaUpload>;

/** The id under which the SDK has already written the media into the trace: the hash's first 22 characters in URL-safe base64. */
export const mediaIdOf = ({ sha256Hash }: MediaUpload): string =>
  sha256Hash.replaceAll("+", "-").replaceAll("/", "_").slice(0, 22);
