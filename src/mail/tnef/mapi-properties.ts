import { ByteReader, OutOfBytes } from './byte-reader.js';

/** Types of values, low byte of a property's tag. */
const STRING8 = 0x1e;
const UNICODE = 0x1f;
const OBJECT = 0x0d;
const BINARY = 0x102;
const MULTIPLE = 0x1000;
const SIZES: Record<number, number> = { 1: 0, 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16 };
const MAX_PROPERTIES = 5_000;

/** Values of the properties that a reader may want, by the id of the property (0x1000 is the body …). */
export interface MapiValue {
  type: 'text8' | 'unicode' | 'binary' | 'object' | 'number';
  bytes: Buffer;
}

/**
 * Properties of a message or of an attachment. Named properties are skipped. What follows a damaged property is lost, what
 * stands before it is kept.
 * Source: MS-OXTNEF section 2.1.3.4 (MsgPropertyList).
 */
export function readMapiProperties(data: Buffer): Map<number, MapiValue> {
  const found = new Map<number, MapiValue>();
  const reader = new ByteReader(data);
  try {
    const count = Math.min(reader.uint32(), MAX_PROPERTIES);
    for (let index = 0; index < count; index += 1) {
      const type = reader.uint16();
      const id = reader.uint16();
      if (id >= 0x8000) skipName(reader);
      const value = readValue(reader, type);
      if (value && !found.has(id)) found.set(id, value);
    }
  } catch (error) {
    if (!(error instanceof OutOfBytes)) throw error;
  }
  return found;
}

function skipName(reader: ByteReader): void {
  reader.take(16);
  if (reader.uint32() === 0) reader.take(4);
  else reader.takePadded(reader.uint32());
}

/** The first value; multiple ones are read over. */
function readValue(reader: ByteReader, tag: number): MapiValue | null {
  const type = tag & ~MULTIPLE;
  const isVariable = type === STRING8 || type === UNICODE || type === OBJECT || type === BINARY;
  const count = isVariable || tag & MULTIPLE ? reader.uint32() : 1;
  let first: Buffer | null = null;
  for (let index = 0; index < count; index += 1) {
    const bytes = isVariable ? reader.takePadded(reader.uint32()) : reader.take(sizeOf(type));
    first ??= bytes;
    if (bytes.length === 0 && !isVariable) break;
  }
  return first && { type: nameOf(type), bytes: first };
}

function sizeOf(type: number): number {
  return SIZES[type] ?? 4;
}

function nameOf(type: number): MapiValue['type'] {
  if (type === STRING8) return 'text8';
  if (type === UNICODE) return 'unicode';
  if (type === OBJECT) return 'object';
  return type === BINARY ? 'binary' : 'number';
}
