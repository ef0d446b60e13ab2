import { safeFileName } from './file-name.js';

describe('safeFileName', () => {
  it.each([
    ['keeps a Polish name', 'Wniosek żółty.pdf', 'Wniosek żółty.pdf'],
    ['drops folders', '../../etc/passwd', 'passwd'],
    ['drops Windows folders', 'C:\\Users\\jan\\a.txt', 'a.txt'],
    ['drops a drive letter', 'C:a.txt', 'a.txt'],
    ['drops NUL', 'a\u0000.exe.txt', 'a .exe.txt'],
    ['drops direction overrides', 'fakt\u202etxt.exe', 'fakttxt.exe'],
    ['defuses device names', 'CON.txt', '_CON.txt'],
    ['invents a name', '', 'zalacznik-3.pdf'],
    ['invents a name for dots', '...', 'zalacznik-3.pdf'],
  ])('%s', (_, sent, expected) => {
    expect(safeFileName(sent, 'application/pdf', 3)).toBe(expected);
  });

  it('keeps the extension of an over-long name', () => {
    const name = safeFileName(`${'ż'.repeat(400)}.docx`, 'application/msword', 1);
    expect([...name]).toHaveLength(150);
    expect(name).toMatch(/\.docx$/);
  });
});
