import { contentTypeOf, lostFiles, MAX_FILE_BYTES, refuseFiles, type SentFile } from './attachment-check.js';

const file = (filename: string, content: string | Buffer): SentFile => ({
  filename,
  content: typeof content === 'string' ? Buffer.from(content, 'latin1') : content,
});

it.each<[string, SentFile[]]>([
  ['no file', []],
  ['a photo', [file('zdjęcie.JPG', '\xff\xd8\xff\xe0')]],
  ['a screenshot', [file('ekran.png', '\x89PNG\r\n\x1a\n')]],
  ['a PDF with rubbish before it', [file('pismo.pdf', '\r\n%PDF-1.7')]],
  ['a document', [file('wniosek.docx', 'PK\x03\x04')]],
  ['an old document', [file('wniosek.doc', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')]],
  ['text in windows-1250', [file('log.txt', 'za\xbf\xf3\xb3\xe6')]],
])('takes %s', (_case, files) => expect(refuseFiles(files)).toBeNull());

it.each<[string, SentFile[], RegExp]>([
  ['too many', Array.from({ length: 6 }, () => file('a.txt', 'a')), /najwyżej 5 plików/],
  ['too large', [file('film.zip', Buffer.alloc(MAX_FILE_BYTES + 1))], /film\.zip.*większy niż 10 MB/],
  ['cut by the server', [{ ...file('film.zip', 'PK\x03\x04'), tooLarge: true }], /większy niż 10 MB/],
  ['too large together', Array.from({ length: 3 }, () => file('a.txt', Buffer.alloc(MAX_FILE_BYTES, 97))), /25 MB/],
  ['an empty one', [file('a.txt', '')], /jest pusty/],
  ['a program', [file('a.exe', 'MZ\x90')], /nie jest przyjmowany/],
  ['a script', [file('a.ps1', 'Remove-Item')], /nie jest przyjmowany/],
  ['a page', [file('a.html', '<script>')], /nie jest przyjmowany/],
  ['no extension', [file('README', 'a')], /nie jest przyjmowany/],
  ['two extensions', [file('faktura.pdf.exe', '%PDF-')], /nie jest przyjmowany/],
  ['a program called a document', [file('faktura.pdf', 'MZ\x90')], /nie zgadza się/],
  ['a program called text', [file('faktura.txt', 'MZ program')], /nie zgadza się/],
  ['a page called a picture', [file('a.png', '<html>')], /nie zgadza się/],
  ['a picture called text', [file('a.txt', '\x89PNG\r\n\x1a\n\x00')], /nie zgadza się/],
])('refuses %s', (_case, files, message) => expect(refuseFiles(files)).toMatch(message));

it('names every file that it refuses, and none of them as one to add again', () => {
  const files = [file('a.exe', 'MZ\x90'), file('opis.txt', 'a'), file('b.txt', '')];
  expect(refuseFiles(files)).toMatch(/a\.exe.*b\.txt/);
  expect(lostFiles(files)).toEqual(['opis.txt']);
});

it('keeps the type that the name stands for, never a page', () => {
  expect(contentTypeOf('a.PDF')).toBe('application/pdf');
  expect(contentTypeOf('a.html')).toBe('application/octet-stream');
});
