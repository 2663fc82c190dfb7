import { DOMParser, onErrorStopParsing, type Document, type Element } from '@xmldom/xmldom'
import { RolecallError } from '../../core/errors.js'

/**
 * A real assertion has about ten levels. The parser's work for each level grows with the number of
 * levels above it.
 */
const MAX_LEVELS = 100

/**
 * Parses untrusted XML. A document type is refused before parsing, because only there can internal
 * and external entities be declared.
 * @param xml of limited size
 * @throws RolecallError 'failed' if the XML is not well-formed
 */
export function parseXml(xml: string): Document {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) {
    throw invalidXmlError('declares a document type, which SAML forbids')
  }
  if (levels(xml) > MAX_LEVELS) throw invalidXmlError('is nested too deeply')
  try {
    return new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, 'text/xml')
  } catch {
    // The parser's message is dropped, because it quotes the document.
    throw invalidXmlError('is not well-formed XML')
  }
}

/** Finds elements of any namespace, because the identity provider chooses the prefix. */
export function elements(within: Document | Element, localName: string): Element[] {
  return [...within.getElementsByTagNameNS('*', localName)]
}

/**
 * An upper bound of the nesting depth; tags in comments count too. The search ends at the last `>`,
 * so that every tag that begins also ends, and no character is read twice.
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

function invalidXmlError(problem: string): RolecallError {
  return new RolecallError('failed', `the SAML response ${problem}`, {
    hint: 'pass the complete, unchanged value of the form field SAMLResponse',
  })
}
