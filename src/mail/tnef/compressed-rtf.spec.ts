import { NeedsWorker, UnpackBudget } from '../unpack-budget.js';
import { decompressRtf } from './compressed-rtf.js';

const budget = new UnpackBudget(1_000, false);

/** The two examples of MS-OXRTFCP section 4. */
describe('decompressRtf', () => {
  it.each([
    [
      '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277 05b06c647d0a800fa0',
      '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n',
    ],
    ['1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0', '{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}'],
  ])('%s', (hex, rtf) => {
    expect(decompressRtf(Buffer.from(hex.replace(/ /g, ''), 'hex'), budget)).toBe(rtf);
  });

  it('leaves other things alone', () => {
    expect(decompressRtf(Buffer.from('{\\rtf1 not compressed}'), budget)).toBeNull();
    expect(decompressRtf(Buffer.alloc(3), budget)).toBeNull();
  });

  it('unpacks no more than the message may, and believes no announced size', () => {
    const data = Buffer.alloc(1_000);
    data.writeUInt32LE(0xffff_ffff, 4);
    data.writeUInt32LE(0x75465a4c, 8);
    expect(decompressRtf(data, new UnpackBudget(5_000, false))).toBeNull();
    expect(() => decompressRtf(data, new UnpackBudget(5_000, true))).toThrow(NeedsWorker);
    expect(decompressRtf(data, new UnpackBudget(9_000, true))).not.toBeNull();
  });
});
