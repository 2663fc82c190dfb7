import { randomUUID } from 'node:crypto'
import samlify from 'samlify'
import type { SigningKey } from './signing-key.js'

const { Constants, IdentityProvider, SamlLib, ServiceProvider } = samlify

export const AWS_SIGN_IN = 'https://signin.aws.amazon.com/saml'
const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes/'

/** Content of an assertion. The default of each optional value is one that AWS accepts. */
export interface Claims {
  /** `ROLE_ARN,PROVIDER_ARN` or `PROVIDER_ARN,ROLE_ARN`, with optional white space. */
  roles: string[]
  sessionName?: string
  /** Seconds. */
  sessionDuration?: number
  recipient?: string
  audience?: string
  /** Milliseconds since 1970. */
  issuedAt?: number
  /** XML namespace prefix of the assertion's elements. */
  prefix?: string
  /** Text of an additional attribute, for a longer document. */
  padding?: string
}

export interface Issuer {
  entityId: string
  key: SigningKey
}

/** @returns a signed SAML response in base64, as the browser posts it */
export async function samlResponse({ entityId, key }: Issuer, claims: Claims): Promise<string> {
  const { recipient = AWS_SIGN_IN, audience = 'urn:amazon:webservices' } = claims
  const context = template(claims)
  const post = Constants.namespace.binding.post
  const idp = IdentityProvider({
    entityID: entityId,
    privateKey: key.privateKey,
    signingCert: key.certificate,
    requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    singleSignOnService: [{ Binding: post, Location: `${entityId}/sso` }],
    singleLogoutService: [{ Binding: post, Location: `${entityId}/slo` }],
    loginResponseTemplate: { context, attributes: [] },
  })
  const aws = ServiceProvider({
    entityID: audience,
    wantAssertionsSigned: true,
    assertionConsumerService: [{ Binding: post, Location: recipient }],
  })
  const issued = claims.issuedAt ?? Date.now()
  const time = (minutes: number): string => new Date(issued + minutes * 60_000).toISOString()
  const values = {
    ID: `_${randomUUID()}`,
    AssertionID: `_${randomUUID()}`,
    Issuer: entityId,
    Now: time(0),
    Before: time(-1),
    Soon: time(5),
    Recipient: recipient,
    Audience: audience,
  }
  const fill = (text: string) => ({
    id: values.ID,
    context: SamlLib.replaceTagsByValue(text, values),
  })
  const response = await idp.createLoginResponse(aws, { extract: {} }, 'post', {}, fill)
  return response.context
}

function template({
  roles,
  sessionName = 'alice@example.com',
  sessionDuration,
  prefix = 'saml',
  padding = '',
}: Claims): string {
  const p = prefix
  const attribute = (name: string, values: string[]): string =>
    `<${p}:Attribute Name="${ATTRIBUTES}${name}">` +
    values.map((v) => `<${p}:AttributeValue>${v}</${p}:AttributeValue>`).join('') +
    `</${p}:Attribute>`
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:${p}="urn:oasis:names:tc:SAML:2.0:assertion" ID="{ID}" Version="2.0" IssueInstant="{Now}" Destination="{Recipient}"><${p}:Issuer>{Issuer}</${p}:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><${p}:Assertion ID="{AssertionID}" Version="2.0" IssueInstant="{Now}"><${p}:Issuer>{Issuer}</${p}:Issuer><${p}:Subject><${p}:NameID>alice</${p}:NameID><${p}:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><${p}:SubjectConfirmationData NotOnOrAfter="{Soon}" Recipient="{Recipient}"/></${p}:SubjectConfirmation></${p}:Subject><${p}:Conditions NotBefore="{Before}" NotOnOrAfter="{Soon}"><${p}:AudienceRestriction><${p}:Audience>{Audience}</${p}:Audience></${p}:AudienceRestriction></${p}:Conditions><${p}:AuthnStatement AuthnInstant="{Now}"/><${p}:AttributeStatement>${attribute('Role', roles)}${attribute('RoleSessionName', [sessionName])}${
    sessionDuration === undefined ? '' : attribute('SessionDuration', [String(sessionDuration)])
  }${padding && attribute('Padding', [padding])}</${p}:AttributeStatement></${p}:Assertion></samlp:Response>`
}
