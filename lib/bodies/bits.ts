import { MAX_ITEMS } from "./body-ref";

/** Some of the places of a block, a bit each. */
export class Bits {
  private readonly bytes = new Uint8Array(MAX_ITEMS / 8);

  add(item: number): void {
    this.bytes[item >> 3]! |= 1 << (item & 7);
  }

  remove(item: number): void {
    this.bytes[item >> 3]! &= ~(1 << (item & 7));
  }

  has(item: number): boolean {
    return ((this.bytes[item >> 3] ?? 0) & (1 << (item & 7))) !== 0;
  }

  any(): boolean {
    return this.bytes.some((byte) => byte !== 0);
  }

  /** Takes away what the other has. */
  without(other: Bits | undefined): void {
    if (other !== undefined) for (const [at, byte] of other.bytes.entries()) this.bytes[at]! &= ~byte;
  }
}
