import {
  constants,
  createHash,
  type KeyLike,
  type VerifyKeyObjectInput,
  verify,
  type X509Certificate,
} from 'node:crypto';
import type { CmsSigner, SignedData } from './cms.js';

/** What became of checking a signature. `unverified` says that it is sound as far as we see, but not whose it is. */
export interface CheckedSignature {
  state: 'valid' | 'invalid' | 'unverified';
  /** the name and address in the certificate: a claim unless `valid` */
  signer: string | null;
  /** code of what stood in the way of `valid` */
  reason: 'changed' | 'untrusted' | 'expired' | 'other-address' | 'partly-signed' | 'unsupported' | null;
}

/** Whom and what to check against. */
export interface TrustFacts {
  anchors: readonly X509Certificate[];
  /** addresses of From and Sender */
  addresses: readonly string[];
  /** when the message says that it was written; null when it does not */
  writtenAt: Date | null;
  receivedAt: Date;
}

const DIGESTS: Record<string, string> = {
  '1.2.840.113549.2.5': 'md5',
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '2.16.840.1.101.3.4.2.4': 'sha224',
};
/** Digests for which a forger can make a second text: they prove nothing. */
const BROKEN = new Set(['md5', 'sha1']);
const PSS = '1.2.840.113549.1.1.10';
const ED25519 = '1.3.101.112';
const MAX_CHAIN = 8;
/** An older time of signing is a claim that would let an expired certificate count again. */
const MAX_WAY_MS = 7 * 24 * 3_600_000;

/**
 * Checks the first signature over a content: the bytes, then the certificate's chain, time and address. Revocation is not asked,
 * because reading an e-mail must not call anyone.
 * Source: RFC 5652 section 5.6, RFC 8550 section 3 (address in the certificate).
 */
export function checkSignature(data: SignedData, content: Buffer, trust: TrustFacts): CheckedSignature {
  const [signer] = data.signers;
  if (!signer) return { state: 'unverified', signer: null, reason: 'unsupported' };
  const certificate = data.certificates.find((candidate) => isOf(signer, candidate)) ?? null;
  if (!certificate) return { state: 'unverified', signer: null, reason: 'untrusted' };
  const name = nameOf(certificate);
  const digest = DIGESTS[signer.digestOid];
  if (!digest) return { state: 'unverified', signer: name, reason: 'unsupported' };
  const isSound = signatureHolds(signer, certificate, digest, content);
  if (isSound === null) return { state: 'unverified', signer: name, reason: 'unsupported' };
  if (!isSound) return { state: 'invalid', signer: name, reason: 'changed' };
  if (BROKEN.has(digest)) return { state: 'unverified', signer: name, reason: 'unsupported' };
  const reason = doubtAbout(certificate, data.certificates, trust, signedAt(signer, trust));
  return { state: reason === null ? 'valid' : 'unverified', signer: name, reason };
}

/** When the message was signed, as far as its claim agrees with when it came; else when it came. */
function signedAt({ attributes }: CmsSigner, { writtenAt, receivedAt }: TrustFacts): Date {
  const claimed = attributes?.signedAt ?? writtenAt;
  const wayMs = claimed ? receivedAt.getTime() - claimed.getTime() : NaN;
  return claimed && wayMs >= 0 && wayMs <= MAX_WAY_MS ? claimed : receivedAt;
}

function isOf(signer: CmsSigner, certificate: X509Certificate): boolean {
  // A signer named by its key identifier is rare; then the certificate of an end user is taken.
  return signer.serialNumber === null
    ? !certificate.ca
    : certificate.serialNumber.replace(/^0+(?=.)/, '') === signer.serialNumber.replace(/^0+(?=.)/, '');
}

/** @returns null when the algorithm is none that we know */
function signatureHolds(
  signer: CmsSigner,
  { publicKey }: X509Certificate,
  digest: string,
  content: Buffer,
): boolean | null {
  const { attributes, signature } = signer;
  if (attributes) {
    const expected = createHash(digest).update(content).digest();
    if (!attributes.messageDigest?.equals(expected)) return false;
  }
  const signed = attributes?.bytes ?? content;
  try {
    return verify(signer.signatureOid === ED25519 ? null : digest, signed, keyFor(signer, publicKey), signature);
  } catch {
    return null;
  }
}

function keyFor({ signatureOid }: CmsSigner, key: KeyLike): KeyLike | VerifyKeyObjectInput {
  if (signatureOid !== PSS) return key;
  return {
    key: key as VerifyKeyObjectInput['key'],
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_AUTO,
  };
}

function doubtAbout(
  certificate: X509Certificate,
  known: readonly X509Certificate[],
  trust: TrustFacts,
  at: Date,
): CheckedSignature['reason'] {
  const chain = chainOf(certificate, known, trust.anchors);
  if (!chain) return 'untrusted';
  if (chain.some((link) => at < new Date(link.validFrom) || at > new Date(link.validTo))) return 'expired';
  const names = addressesOf(certificate);
  return trust.addresses.some((address) => names.includes(address)) ? null : 'other-address';
}

/** From the certificate up to an anchor, each link signed by the next; null when none is reached. */
function chainOf(
  certificate: X509Certificate,
  known: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
): X509Certificate[] | null {
  const chain = [certificate];
  while (chain.length <= MAX_CHAIN) {
    const last = chain.at(-1) as X509Certificate;
    if (anchors.some((anchor) => anchor.fingerprint256 === last.fingerprint256)) return chain;
    const isIssuer = (candidate: X509Certificate): boolean =>
      candidate.ca && last.checkIssued(candidate) && last.verify(candidate.publicKey);
    const issuer =
      anchors.find(isIssuer) ?? known.find((candidate) => !chain.includes(candidate) && isIssuer(candidate));
    if (!issuer) return null;
    chain.push(issuer);
  }
  return null;
}

/** Addresses in the certificate, lower-case. Names of other kinds may hold the same words; those with commas come quoted. */
export function addressesOf({
  subject,
  subjectAltName,
}: Pick<X509Certificate, 'subject' | 'subjectAltName'>): string[] {
  const names = (subjectAltName ?? '').replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const alternative = [...names.matchAll(/(?:^|, )email:([^\s,"]{3,320})/g)].map((match) => match[1] as string);
  const inSubject = [...(subject ?? '').matchAll(/^emailAddress=(\S{3,320})$/gm)].map((match) => match[1] as string);
  return [...alternative, ...inSubject].map((address) => address.toLowerCase());
}

function nameOf(certificate: X509Certificate): string | null {
  const name = /^CN=(.{1,200})$/m.exec(certificate.subject ?? '')?.[1]?.replace(/\\(.)/g, '$1') ?? null;
  const [address] = addressesOf(certificate);
  if (name && address && name !== address) return `${name} <${address}>`;
  return name ?? address ?? null;
}
