/** Makes winmail.dat as Outlook would: attributes of MS-OXTNEF around MAPI properties. */
export function tnef(...attributes: Buffer[]): Buffer {
  return Buffer.concat([uint32(0x223e9f78), uint16(1), ...attributes]);
}

export function attribute(level: 1 | 2, id: number, type: number, data: Buffer): Buffer {
  const checksum = data.reduce((sum, byte) => (sum + byte) & 0xffff, 0);
  return Buffer.concat([Buffer.from([level]), uint16(id), uint16(type), uint32(data.length), data, uint16(checksum)]);
}

export type Property = [
  id: number,
  type: 'text8' | 'unicode' | 'binary' | 'object' | 'number',
  value: string | Buffer | number,
];

export function properties(...list: Property[]): Buffer {
  return Buffer.concat([uint32(list.length), ...list.map(property)]);
}

/** A file of the message. */
export function file(name: string, content: Buffer, extra: Property[] = []): Buffer {
  return Buffer.concat([
    attribute(2, 0x9002, 6, Buffer.alloc(14)),
    attribute(2, 0x8010, 1, Buffer.from(`${name.replace(/[^ -~]/g, '_')}\0`, 'latin1')),
    attribute(2, 0x800f, 6, content),
    attribute(2, 0x9005, 6, properties([0x3707, 'unicode', name], ...extra)),
  ]);
}

export function messageProperties(...list: Property[]): Buffer {
  return attribute(1, 0x9003, 6, properties(...list));
}

/** RTF in the property's uncompressed form. */
export function storedRtf(rtf: string): Buffer {
  const bytes = Buffer.from(rtf, 'latin1');
  return Buffer.concat([uint32(bytes.length + 12), uint32(bytes.length), Buffer.from('MELA'), uint32(0), bytes]);
}

const TYPES = { number: 0x0003, text8: 0x001e, unicode: 0x001f, binary: 0x0102, object: 0x000d };

function property([id, type, value]: Property): Buffer {
  const head = [uint16(TYPES[type]), uint16(id)];
  if (typeof value === 'number') return Buffer.concat([...head, uint32(value)]);
  const bytes =
    typeof value !== 'string' ? value : Buffer.from(`${value}\0`, type === 'unicode' ? 'utf16le' : 'latin1');
  const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4);
  return Buffer.concat([...head, uint32(1), uint32(bytes.length), bytes, padding]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
