import { budgetFor, childrenOf, MalformedBer, octetsOf, readBer } from './ber.js';

/** A constructed element without a length, around others. */
const endless = (tag: string, content: string): string => `${tag}80${content}0000`;

describe('readBer', () => {
  it('reads what has no length, with the elements inside', () => {
    const element = readBer(Buffer.from(`${endless('30', `020101${endless('30', '0500')}`)}ffff`, 'hex'));
    expect(element.raw.toString('hex')).toBe('30800201013080050000000000');
    expect(childrenOf(element).map(({ tag }) => tag)).toEqual([0x02, 0x30]);
  });

  it('puts pieces together', () => {
    const octets = endless('24', `0402aabb${endless('24', '0401cc')}`);
    expect(octetsOf(readBer(Buffer.from(octets, 'hex'))).toString('hex')).toBe('aabbcc');
  });

  it('reads every element of a nested file once', () => {
    const nested = Array.from({ length: 30 }).reduce<string>((inner) => endless('30', inner), '0500'.repeat(1_000));
    const budget = budgetFor(Buffer.alloc(0));
    const enough = budget.left;
    let element = readBer(Buffer.from(nested, 'hex'), budget);
    for (let depth = 0; depth < 29; depth += 1) element = childrenOf(element)[0] ?? element;
    expect(childrenOf(element)).toHaveLength(1_000);
    expect(enough - budget.left).toBe(1_030);
  });

  it('stops at more elements than any file has', () => {
    const file = readBer(Buffer.concat([Buffer.from('30830186a0', 'hex'), Buffer.alloc(100_000, '0500', 'hex')]));
    expect(() => childrenOf(file)).toThrow(MalformedBer);
  });
});
