import { DOMParser, type Element } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'
import { StsError } from './errors.js'
import type { SamlProvider } from './model.js'

/** Content of a valid assertion. */
export interface SamlClaims {
  /** Pairs of role and provider ARN, in the order of the assertion. */
  roles: string[][]
  sessionName: string
  subject: string
  recipient: string
  issuer: string
}

const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes/'
const MAX_AGE_MS = 5 * 60_000
const SIGN_IN =
  /^https:\/\/([a-z0-9-]+\.)?signin\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com|amazonaws-eusc\.eu)\/saml$/

/**
 * Checks an assertion as STS does: signature, issuer, audience, recipient, age and session name.
 * Only the signed assertion is read, except for the `Destination` of the response.
 * @param now milliseconds since 1970
 * @throws StsError
 */
export function checkAssertion(encoded: string, provider: SamlProvider, now: number): SamlClaims {
  const xml = Buffer.from(encoded, 'base64').toString('utf8')
  const assertion = signedAssertion(xml, provider)
  const text = (name: string): string => all(assertion, name)[0]?.textContent ?? ''
  const attribute = (name: string): string[] =>
    all(assertion, 'Attribute')
      .filter((element) => element.getAttribute('Name') === ATTRIBUTES + name)
      .flatMap((element) => all(element, 'AttributeValue'))
      .map((element) => (element.textContent ?? '').trim())

  if (text('Issuer') !== provider.issuer) throw invalid('Issuer not present in specified provider')
  const audience = text('Audience')
  if (!['urn:amazon:webservices', 'https://signin.aws.amazon.com/saml'].includes(audience))
    throw invalid('Response does not contain the required audience.')
  const bearer = all(assertion, 'SubjectConfirmationData')[0]
  const recipient = bearer?.getAttribute('Recipient') ?? ''
  const destination = parse(xml).getAttribute('Destination')
  if (!SIGN_IN.test(recipient) || !SIGN_IN.test(destination ?? recipient))
    throw invalid('SAML Response has an invalid recipient')
  const issued = Date.parse(assertion.getAttribute('IssueInstant') ?? '')
  const end = Math.min(
    issued + MAX_AGE_MS,
    ...['SubjectConfirmationData', 'Conditions'].map((name) =>
      Date.parse(all(assertion, name)[0]?.getAttribute('NotOnOrAfter') ?? ''),
    ),
  )
  if (!(now < end))
    throw new StsError(
      'ExpiredTokenException',
      'Token must be redeemed within 5 minutes of issuance',
    )
  const [sessionName = ''] = attribute('RoleSessionName')
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName))
    throw invalid('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}')
  const roles = attribute('Role').map((value) => value.split(',').map((arn) => arn.trim()))
  return {
    roles,
    sessionName,
    subject: text('NameID'),
    recipient,
    issuer: text('Issuer'),
  }
}

function signedAssertion(xml: string, { certificate }: SamlProvider): Element {
  const [signature] = all(parse(xml), 'Signature')
  const signed = new SignedXml({ publicCert: certificate })
  try {
    if (!signature) throw invalid('Response signature invalid')
    signed.loadSignature(signature.toString())
    if (!signed.checkSignature(xml)) throw invalid('Response signature invalid')
  } catch {
    throw invalid('Response signature invalid')
  }
  const [assertion] = signed.getSignedReferences().flatMap((part) => {
    const root = parse(part)
    return root.localName === 'Assertion' ? [root] : []
  })
  if (assertion) return assertion
  throw invalid('Response signature invalid')
}

function parse(xml: string): Element {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement
  if (root) return root
  throw invalid('Invalid SAML response')
}

function all(within: Element, localName: string): Element[] {
  return [...within.getElementsByTagNameNS('*', localName)]
}

function invalid(message: string): StsError {
  return new StsError('InvalidIdentityToken', message)
}
