/** What folding looks at. */
export interface FoldableFile {
  filename: string;
  contentType: string;
  sizeBytes: number;
  /** shown in the text by its Content-ID */
  inline: boolean;
  sha256: string;
}

/** Signs of a signature are smaller; a picture of a screen is larger. */
const MAX_LOGO_BYTES = 10 * 1024;
/** How mail programs name the pictures of a text, in which nobody named a file. */
const UNNAMED = /^(?:image|obraz|img|picture|outlook-)[\w-]*\.(?:png|gif|jpe?g|bmp)$/i;

/**
 * Parts the files of a ticket's messages into those that somebody meant to send and those that came along: logos of signatures,
 * and pictures of earlier messages that a reply quotes. A picture of a screen pasted into the text is one that was meant.
 * @param messages oldest first
 */
export function foldAttachments<File extends FoldableFile>(
  messages: readonly { attachments: readonly File[] }[],
): { meant: File[]; folded: File[] }[] {
  const seen = new Set<string>();
  return messages.map(({ attachments }) => {
    const isFolded = (file: File) => cameAlong(file) && (file.sizeBytes <= MAX_LOGO_BYTES || seen.has(file.sha256));
    const parted = { meant: attachments.filter((file) => !isFolded(file)), folded: attachments.filter(isFolded) };
    for (const { sha256 } of attachments) seen.add(sha256);
    return parted;
  });
}

function cameAlong({ filename, contentType, inline }: FoldableFile): boolean {
  return contentType.startsWith('image/') && (inline || UNNAMED.test(filename));
}
