import type { Document } from '@xmldom/xmldom'
import type { SamlAssertion, SamlRole } from '../../core/credentials.js'
import { isSamlProviderArn, parseRoleArn } from '../../core/arn.js'
import { DURATION_LIMITS_SECONDS } from '../../core/duration.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'
import { elements, parseXml } from './xml.js'

/** The most that STS takes, characters of base64 (contracts §6). */
const MOST_CHARACTERS = 100_000

/** Of the names of the attributes that AWS reads (contracts §9). */
const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes/'

/**
 * Reads what a SAML response says of its bearer. Nobody's signature is checked here: that is for
 * STS, and nothing is granted before. An encrypted assertion is for AWS alone: it comes back
 * without roles.
 * @param text base64 of the `SAMLResponse` form field; white space, percent-encoding and the
 * field's name may come along
 * @throws RolecallError that never quotes the response
 */
export function readAssertion(text: string): SamlAssertion {
  const encoded = bareBase64(text)
  const document = parseXml(decode(encoded))
  if (elements(document, 'Assertion').length === 0) {
    if (elements(document, 'EncryptedAssertion').length === 0) throw refused(document)
    return { samlAssertion: encoded, roles: [], encrypted: true }
  }
  const sessionDuration = readDuration(attribute(document, 'SessionDuration')[0])
  const [sessionName] = attribute(document, 'RoleSessionName')
  const notOnOrAfter = earliest(document)
  return {
    samlAssertion: encoded,
    roles: withoutRepeats(attribute(document, 'Role').flatMap(readRole)),
    ...(sessionDuration === undefined ? {} : { sessionDuration }),
    ...(sessionName === undefined ? {} : { sessionName }),
    ...(notOnOrAfter === undefined ? {} : { notOnOrAfter }),
  }
}

/** What a person copies out of a browser's network panel is still a form. */
function bareBase64(text: string): string {
  // Before anything is copied: what is ten times too long is not worth a look.
  if (text.length > 2 * MOST_CHARACTERS) throw tooLong()
  const value = /(?:^|&)\s*SAMLResponse=([^&]*)/.exec(text)?.[1] ?? text
  const encoded = value
    .replace(/%(2B|2F|3D|0D|0A)/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\s/g, '')
  if (encoded.length > MOST_CHARACTERS) throw tooLong()
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return encoded
  throw new RolecallError('failed', 'the SAML response is not base64', {
    hint: 'give the value of the form field SAMLResponse as the browser sends it, not the XML inside',
  })
}

function tooLong(): RolecallError {
  return new RolecallError(
    'failed',
    `the SAML response is longer than STS takes (${MOST_CHARACTERS} characters)`,
    { hint: 'ask the administrator of the identity provider to send fewer roles or attributes' },
  )
}

/**
 * Text, so that the checks read the very characters that the parser does, whatever encoding the
 * document claims.
 */
function decode(encoded: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    throw new RolecallError('failed', 'the SAML response is not text in UTF-8', {
      hint: 'give the base64 that the provider posts as SAMLResponse, or the whole form',
    })
  }
}

function refused(document: Document): RolecallError {
  const said = elements(document, 'StatusMessage')[0]?.textContent?.trim() ?? ''
  const because = said && `: ${printable(said).slice(0, 300)}`
  return new RolecallError('failed', `the identity provider sent no assertion${because}`, {
    hint: 'sign in there again, with an account that may use the AWS application',
  })
}

/** Names are exact, namespaces and the order of attributes are not. */
function attribute(document: Document, name: string): string[] {
  return elements(document, 'Attribute')
    .filter((element) => element.getAttribute('Name') === ATTRIBUTES + name)
    .flatMap((element) => elements(element, 'AttributeValue'))
    .map((value) => (value.textContent ?? '').trim())
    .filter((value) => value !== '')
}

/** Role and provider, in whichever order; a value without both is nobody's, and passed over. */
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

/** The first of the assertion's limits, ISO 8601. */
function earliest(document: Document): string | undefined {
  return ['Conditions', 'SubjectConfirmationData']
    .flatMap((name) => elements(document, name))
    .map((element) => element.getAttribute('NotOnOrAfter') ?? '')
    .filter((time) => !Number.isNaN(Date.parse(time)))
    .sort((a, b) => Date.parse(a) - Date.parse(b))[0]
}
