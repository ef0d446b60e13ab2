import { X509Certificate } from 'node:crypto';
import { type BerElement, childrenOf, MalformedBer, octetsOf, oidOf, readBer, timeOf } from './ber.js';

/** What a CMS file is, and the element that holds it. */
export type CmsContent =
  | { kind: 'signed'; data: SignedData }
  | { kind: 'encrypted' }
  | { kind: 'compressed'; zlib: Buffer }
  | { kind: 'other' };

export interface SignedData {
  /** what was signed; null when it stands outside (detached) or there is nothing but certificates */
  content: Buffer | null;
  certificates: X509Certificate[];
  signers: CmsSigner[];
}

export interface CmsSigner {
  /** serial number in upper-case hexadecimal, as X509Certificate gives it; null when the key identifier names the certificate */
  serialNumber: string | null;
  digestOid: string;
  signatureOid: string;
  /** parameters of the signature algorithm, for RSASSA-PSS */
  signatureParameters: Buffer | null;
  signature: Buffer;
  /** what the signature is over, when it is not over the content itself */
  attributes: { bytes: Buffer; messageDigest: Buffer | null; signedAt: Date | null } | null;
}

const OID = {
  signed: '1.2.840.113549.1.7.2',
  enveloped: '1.2.840.113549.1.7.3',
  authEnveloped: '1.2.840.113549.1.9.16.1.23',
  encrypted: '1.2.840.113549.1.7.6',
  compressed: '1.2.840.113549.1.9.16.1.9',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
};
const MAX_CERTIFICATES = 40;
const MAX_SIGNERS = 10;

/**
 * Reads a CMS file (S/MIME). @throws MalformedBer when it is none
 * Source: RFC 5652 sections 3 and 5.1, RFC 3274 (compressed).
 */
export function readCms(bytes: Buffer): CmsContent {
  const [type, wrapper] = childrenOf(readBer(bytes));
  const oid = oidOf(type);
  if (oid === OID.enveloped || oid === OID.authEnveloped || oid === OID.encrypted) return { kind: 'encrypted' };
  if (oid !== OID.signed && oid !== OID.compressed) return { kind: 'other' };
  const inner = childrenOf(need(childrenOf(need(wrapper))[0]));
  if (oid === OID.signed) return { kind: 'signed', data: readSignedData(inner) };
  const zlib = encapsulated(inner[2]);
  return zlib ? { kind: 'compressed', zlib } : { kind: 'other' };
}

function readSignedData(elements: BerElement[]): SignedData {
  const certificates = elements.find(({ tag }) => tag === 0xa0);
  const signers = elements.slice(3).find(({ tag }) => tag === 0x31);
  return {
    content: encapsulated(elements[2]),
    certificates: certificates ? readCertificates(certificates) : [],
    signers: signers ? childrenOf(signers).slice(0, MAX_SIGNERS).map(readSigner) : [],
  };
}

/** EncapsulatedContentInfo: a type and, unless detached, the octets. */
function encapsulated(element: BerElement | undefined): Buffer | null {
  const [, wrapper] = childrenOf(need(element));
  return wrapper ? octetsOf(need(childrenOf(wrapper)[0])) : null;
}

function readCertificates(set: BerElement): X509Certificate[] {
  return childrenOf(set)
    .slice(0, MAX_CERTIFICATES)
    .flatMap(({ tag, raw }) => {
      if (tag !== 0x30) return [];
      try {
        return [new X509Certificate(raw)];
      } catch {
        return [];
      }
    });
}

function readSigner(element: BerElement): CmsSigner {
  const [, identifier, digest, ...rest] = childrenOf(element);
  const attributes = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  const [algorithm, signature] = rest;
  const [signatureOid, parameters] = childrenOf(need(algorithm));
  return {
    serialNumber: serialOf(need(identifier)),
    digestOid: oidOf(childrenOf(need(digest))[0]),
    signatureOid: oidOf(signatureOid),
    signatureParameters: parameters?.raw ?? null,
    signature: octetsOf(need(signature)),
    attributes: attributes ? readAttributes(attributes) : null,
  };
}

function serialOf(identifier: BerElement): string | null {
  if (identifier.tag !== 0x30) return null;
  const serial = childrenOf(identifier)[1];
  return serial
    ? serial.content
        .toString('hex')
        .replace(/^(?:00)+(?=..)/, '')
        .toUpperCase()
    : null;
}

function readAttributes(element: BerElement): NonNullable<CmsSigner['attributes']> {
  const found = { messageDigest: null as Buffer | null, signedAt: null as Date | null };
  for (const attribute of childrenOf(element)) {
    const [type, values] = childrenOf(attribute);
    const oid = oidOf(type);
    const [value] = childrenOf(need(values));
    if (oid === OID.messageDigest) found.messageDigest = octetsOf(need(value));
    else if (oid === OID.signingTime) found.signedAt = timeOf(value);
  }
  // The signature is over the attributes as a SET; inside SignerInfo they bear the context tag (RFC 5652 section 5.4).
  const bytes = Buffer.from(element.raw);
  bytes[0] = 0x31;
  return { bytes, ...found };
}

function need(element: BerElement | undefined): BerElement {
  if (!element) throw new MalformedBer();
  return element;
}
