import { DOMParser, onErrorStopParsing, type Document, type Element } from '@xmldom/xmldom'
import { RolecallError } from '../../core/errors.js'

/**
 * A real assertion nests about ten deep; what a parser does with each level grows with the levels
 * above it.
 */
const MOST_LEVELS = 100

/**
 * Parses XML that a stranger may have written. A document type is refused before the parser sees
 * it: entities, internal or external, can be declared nowhere else.
 * @param xml its size has been checked
 * @throws RolecallError for anything that is not well-formed
 */
export function parseXml(xml: string): Document {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) {
    throw notXml('declares a document type, which SAML forbids')
  }
  if (levels(xml) > MOST_LEVELS) throw notXml('is nested too deeply')
  try {
    return new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, 'text/xml')
  } catch {
    // What the parser says quotes the document.
    throw notXml('is not well-formed XML')
  }
}

/**
 * Elements of any namespace: the prefix, and even its absence, is the identity provider's choice.
 */
export function elements(within: Document | Element, localName: string): Element[] {
  return [...within.getElementsByTagNameNS('*', localName)]
}

/**
 * How deep the tags nest. Those in a comment count too, which makes this an upper bound, and cheap: up to the last `>` every
 * tag that begins also ends, so that no character is read twice.
 */
function levels(xml: string): number {
  let [depth, deepest] = [0, 0]
  for (const [tag] of xml.slice(0, xml.lastIndexOf('>') + 1).matchAll(/<[^!?][^>]*>/g)) {
    if (tag.endsWith('/>')) continue
    depth += tag.startsWith('</') ? -1 : 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function notXml(what: string): RolecallError {
  return new RolecallError('failed', `the SAML response ${what}`, {
    hint: 'give the value of the form field SAMLResponse, whole and unchanged',
  })
}
