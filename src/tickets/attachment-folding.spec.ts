import { type FoldableFile, foldAttachments } from './attachment-folding.js';

const KB = 1024;

function file(filename: string, changes: Partial<FoldableFile> = {}): FoldableFile {
  return { filename, contentType: 'image/png', sizeBytes: 200 * KB, inline: false, sha256: filename, ...changes };
}

function fold(...messages: FoldableFile[][]): string[][] {
  return foldAttachments(messages.map((attachments) => ({ attachments }))).map(({ folded }) =>
    folded.map(({ filename }) => filename),
  );
}

describe('foldAttachments', () => {
  it.each<[string, FoldableFile, boolean]>([
    ['a small picture shown in the text', file('logo.png', { inline: true, sizeBytes: 4 * KB }), true],
    ['a small picture that a mail program named', file('image001.png', { sizeBytes: 4 * KB }), true],
    ['the same of Outlook', file('Outlook-abc123.png', { sizeBytes: 4 * KB }), true],
    ['a pasted picture of a screen', file('image002.png', { inline: true }), false],
    ['a small picture that a person named', file('błąd.png', { sizeBytes: 4 * KB }), false],
    ['a small document', file('image001.pdf', { contentType: 'application/pdf', sizeBytes: KB }), false],
    ['a small file that only says that it is a picture', file('image1.txt', { sizeBytes: KB }), false],
  ])('%s', (_, attachment, isFolded) => {
    expect(fold([attachment])).toEqual([isFolded ? [attachment.filename] : []]);
  });

  it('folds a pasted picture that a reply quotes, and shows it where it came first', () => {
    const screen = file('image003.png', { inline: true });

    expect(fold([screen], [screen])).toEqual([[], ['image003.png']]);
  });

  it('shows a file that was attached twice twice: somebody meant it', () => {
    const scan = file('skan.png');

    expect(fold([scan], [scan])).toEqual([[], []]);
  });
});
