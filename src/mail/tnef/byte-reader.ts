/** The input ended before what it promised. */
export class OutOfBytes extends Error {}

/** Reads little-endian numbers and stretches of bytes in order; never beyond the end. */
export class ByteReader {
  position = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.position;
  }

  uint8(): number {
    return this.take(1).readUInt8();
  }

  uint16(): number {
    return this.take(2).readUInt16LE();
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** @throws OutOfBytes */
  take(length: number): Buffer {
    if (length > this.left) throw new OutOfBytes();
    const piece = this.bytes.subarray(this.position, this.position + length);
    this.position += length;
    return piece;
  }

  /** The same, followed by the blanks that fill it up to a multiple of four. */
  takePadded(length: number): Buffer {
    const piece = this.take(length);
    this.position = Math.min(this.bytes.length, this.position + ((4 - (length % 4)) % 4));
    return piece;
  }
}
