import { statfs } from "node:fs/promises";

export interface DiskRoom {
  freeBytes: number;
  totalBytes: number;
}

/** @param folder of the embedded database; absent there, null: the database's disk is not this machine's */
export async function diskRoom(folder: string): Promise<DiskRoom | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    return null;
  }
}
