import type { Document } from '@xmldom/xmldom'
import type { SamlAssertion, SamlRole } from '../../core/credentials.js'
import { isSamlProviderArn, parseRoleArn } from '../../core/arn.js'
import { DURATION_LIMITS_SECONDS } from '../../core/time/duration.js'
import { RolecallError } from '../../core/errors.js'
import { canonicalJson } from '../../core/json.js'
import { printable } from '../../core/printable.js'
import { sha256 } from '../../core/digest/sha256.js'
import { samlResponseIn } from './saml-response-text.js'
import { elements, parseXml } from './xml.js'

/** The longest assertion that STS accepts, in base64 (docs/contracts.md §6). */
const MAX_CHARACTERS = 100_000

/** Prefix of the attribute names that AWS reads (docs/contracts.md §9). */
const ATTRIBUTE_PREFIX = 'https://aws.amazon.com/SAML/Attributes/'

/**
 * Reads the roles and limits in a SAML response. Does not check the signature: STS does, before it
 * grants anything. Only AWS can read an encrypted assertion, so that is returned without roles.
 * @param text base64 of the form field `SAMLResponse`, in any form that users copy it in
 * @throws RolecallError 'failed'; it never quotes the response
 */
export function readAssertion(text: string): SamlAssertion {
  const encoded = bareBase64(text)
  const document = parseXml(decode(encoded))
  if (elements(document, 'Assertion').length === 0) {
    if (elements(document, 'EncryptedAssertion').length === 0) throw noAssertionError(document)
    return { samlAssertion: encoded, roles: [], encrypted: true, user: sha256(encoded) }
  }
  const sessionDuration = readDuration(attribute(document, 'SessionDuration')[0])
  const [sessionName] = attribute(document, 'RoleSessionName')
  const notOnOrAfter = earliest(document)
  return {
    samlAssertion: encoded,
    user: userOf(document, sessionName, encoded),
    roles: withoutRepeats(attribute(document, 'Role').flatMap(readRole)),
    ...(sessionDuration === undefined ? {} : { sessionDuration }),
    ...(sessionName === undefined ? {} : { sessionName }),
    ...(notOnOrAfter === undefined ? {} : { notOnOrAfter }),
  }
}

/** A NameID that the provider makes up for each sign-in (SAML Core §8.3.8). */
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'

/**
 * A hash of the provider and the user, so that the next assertion of the same user finds the same
 * sessions. If an assertion names no user, the hash is of the assertion itself.
 */
function userOf(document: Document, sessionName: string | undefined, encoded: string): string {
  const [assertion] = elements(document, 'Assertion')
  const issuers = assertion ? elements(assertion, 'Issuer') : []
  const issuer = issuers[0]?.textContent?.trim() ?? ''
  const [nameId] = elements(document, 'NameID')
  const isLasting = nameId?.getAttribute('Format') !== TRANSIENT
  const name = isLasting ? nameId?.textContent?.trim() : undefined
  if (!name && sessionName === undefined) return sha256(encoded)
  return sha256(canonicalJson({ issuer, name: name ?? null, sessionName: sessionName ?? null }))
}

/** @throws RolecallError 'failed' if the text contains no base64 of an acceptable length */
function bareBase64(text: string): string {
  // Checked before anything is copied, because the text may be huge.
  if (text.length > 2 * MAX_CHARACTERS) throw tooLongError()
  const encoded = samlResponseIn(text)
  if (encoded.length > MAX_CHARACTERS) throw tooLongError()
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return encoded
  throw new RolecallError('failed', 'the SAML response is not base64', {
    hint: 'pass the value of the form field SAMLResponse as the browser sends it, not the XML',
  })
}

function tooLongError(): RolecallError {
  return new RolecallError(
    'failed',
    `the SAML response is longer than STS accepts (${MAX_CHARACTERS} characters)`,
    { hint: "ask the identity provider's administrator to send fewer roles or attributes" },
  )
}

/**
 * Decodes to a string and ignores the encoding that the document declares, so that the checks and
 * the parser see the same characters.
 */
function decode(encoded: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    throw new RolecallError('failed', 'the SAML response is not UTF-8', {
      hint: 'pass the base64 that the provider posts as SAMLResponse, or the complete form',
    })
  }
}

function noAssertionError(document: Document): RolecallError {
  const status = elements(document, 'StatusMessage')[0]?.textContent?.trim() ?? ''
  const because = status && `: ${printable(status).slice(0, 300)}`
  return new RolecallError('failed', `the identity provider sent no assertion${because}`, {
    hint: 'sign in again, with an account that has access to the AWS application',
  })
}

/** The values of an attribute. Its name is exact; namespaces and order do not matter. */
function attribute(document: Document, name: string): string[] {
  return elements(document, 'Attribute')
    .filter((element) => element.getAttribute('Name') === ATTRIBUTE_PREFIX + name)
    .flatMap((element) => elements(element, 'AttributeValue'))
    .map((value) => (value.textContent ?? '').trim())
    .filter((value) => value !== '')
}

/** Parses a pair of role and provider, in any order. @returns [] if one of them is missing */
function readRole(value: string): SamlRole[] {
  const arns = value.split(',').map((arn) => arn.trim())
  const roleArn = arns.find((arn) => parseRoleArn(arn))
  const providerArn = arns.find(isSamlProviderArn)
  return arns.length === 2 && roleArn && providerArn ? [{ roleArn, providerArn }] : []
}

function withoutRepeats(roles: readonly SamlRole[]): SamlRole[] {
  return [...new Map(roles.map((role) => [`${role.roleArn},${role.providerArn}`, role])).values()]
}

function readDuration(value: string | undefined): number | undefined {
  const { min, max } = DURATION_LIMITS_SECONDS.AssumeRoleWithSAML
  const seconds = Number(value)
  return Number.isInteger(seconds) && seconds >= min && seconds <= max ? seconds : undefined
}

/** The earliest expiry in the assertion, ISO 8601. */
function earliest(document: Document): string | undefined {
  return ['Conditions', 'SubjectConfirmationData']
    .flatMap((name) => elements(document, name))
    .map((element) => element.getAttribute('NotOnOrAfter') ?? '')
    .filter((time) => !Number.isNaN(Date.parse(time)))
    .sort((a, b) => Date.parse(a) - Date.parse(b))[0]
}
