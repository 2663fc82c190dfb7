import { describe, expect, test } from 'vitest'
import { readAssertion } from '../../../src/signin/saml/assertion.js'
import { fittingRoles, undecidedRoleError } from '../../../src/signin/saml/choose-role.js'

const ROLE = 'https://aws.amazon.com/SAML/Attributes/Role'
const DEV = {
  roleArn: 'arn:aws:iam::111122223333:role/dev',
  providerArn: 'arn:aws:iam::111122223333:saml-provider/corp',
}

const base64 = (xml: string): string => Buffer.from(xml).toString('base64')
const withRoles = (...values: string[]): string =>
  assertion(
    `<Attribute Name="${ROLE}">${values.map((v) => `<AttributeValue>${v}</AttributeValue>`).join('')}</Attribute>`,
  )
const assertion = (attributes: string, conditions = ''): string =>
  base64(
    `<Response><Assertion>${conditions}<AttributeStatement>${attributes}</AttributeStatement></Assertion></Response>`,
  )

describe('roles', () => {
  test.each([
    ['role first', `${DEV.roleArn},${DEV.providerArn}`],
    ['provider first', `${DEV.providerArn},${DEV.roleArn}`],
    ['white space all over', `\n  ${DEV.roleArn} ,\t${DEV.providerArn}\n`],
    ['a comment in between', `${DEV.roleArn},<!-- corp -->${DEV.providerArn}`],
  ])('%s', (_, value) => {
    expect(readAssertion(withRoles(value)).roles).toEqual([DEV])
  })

  test.each(['aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso-f'])('of partition %s', (partition) => {
    const value = `${DEV.roleArn},${DEV.providerArn}`.replaceAll('arn:aws:', `arn:${partition}:`)
    expect(readAssertion(withRoles(value)).roles[0]?.roleArn).toContain(partition)
  })

  test('with a path, over two accounts, and each once', () => {
    const other = DEV.roleArn.replace('111122223333:role/', '444455556666:role/team/')
    const pairs = [DEV.roleArn, other, DEV.roleArn].map((role) => `${role},${DEV.providerArn}`)
    expect(readAssertion(withRoles(...pairs)).roles.map(({ roleArn }) => roleArn)).toEqual([
      DEV.roleArn,
      other,
    ])
  })

  test.each([
    '',
    DEV.roleArn,
    `${DEV.roleArn},${DEV.roleArn}`,
    `${DEV.roleArn},${DEV.providerArn},x`,
  ])('a value without both ARNs is skipped: %j', (value) => {
    const read = readAssertion(withRoles(value))
    expect(read.roles).toEqual([])
    expect(() => fittingRoles(read, {})).toThrow('contains no AWS role')
  })

  test('only of attributes with exactly the name that AWS reads', () => {
    const value = `<AttributeValue>${DEV.roleArn},${DEV.providerArn}</AttributeValue>`
    const wrong = `<Attribute Name="${ROLE.toLowerCase()}">${value}</Attribute>`
    expect(readAssertion(assertion(wrong)).roles).toEqual([])
  })

  test('whatever the namespace prefix', () => {
    const xml = `<a:Response xmlns:a="p" xmlns:ö="urn:oasis:names:tc:SAML:2.0:assertion"><ö:Assertion><ö:Attribute Name="${ROLE}"><ö:AttributeValue>${DEV.roleArn},${DEV.providerArn}</ö:AttributeValue></ö:Attribute></ö:Assertion></a:Response>`
    expect(readAssertion(base64(xml)).roles).toEqual([DEV])
  })
})

test('duration, session name and expiry', () => {
  const attribute = (name: string, value: string): string =>
    `<Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}"><AttributeValue>${value}</AttributeValue></Attribute>`
  const read = readAssertion(
    assertion(
      attribute('SessionDuration', ' 28800 ') + attribute('RoleSessionName', 'alice'),
      '<Subject><SubjectConfirmationData NotOnOrAfter="2026-11-21T10:05:00Z"/></Subject><Conditions NotOnOrAfter="2026-11-21T11:00:00.000Z"/>',
    ),
  )
  expect(read).toMatchObject({
    sessionDuration: 28_800,
    sessionName: 'alice',
    notOnOrAfter: '2026-11-21T10:05:00Z',
  })
  expect(
    readAssertion(assertion(attribute('SessionDuration', '60'))).sessionDuration,
  ).toBeUndefined()
})

describe('the text around the base64', () => {
  // Contains "+", "/" and "=".
  const encoded = withRoles(`${DEV.roleArn},${DEV.providerArn}`, '~~~>>>???~~~', 'ÿÿÿ')
  test('has every special character', () => expect(encoded).toMatch(/\+.*\/.*=$/))
  const entities = encoded.replaceAll('+', '&#43;').replaceAll('=', '&#x3d;')
  test.each([
    ['double quotes', `"${encoded}"`],
    ['single quotes and a line end', `'${encoded}'\n`],
    ['blanks for +', encoded.replaceAll('+', ' ')],
    ['a form with blanks for +', `SAMLResponse=${encoded.replaceAll('+', ' ')}&RelayState=`],
    ['lines with blanks', encoded.replace(/.{64}/g, '$& \n  ')],
    ['the parsed view', `SAMLResponse: ${encoded}\nRelayState: x`],
    ['the parsed view in quotes', `RelayState:\t""\nSAMLResponse: "${encoded}"`],
    ['a table of the parsed view', `SAMLResponse\t${encoded}`],
    ['JSON', `{"RelayState": "",\n"SAMLResponse": "${encoded}"}`],
    ['the form of the page', `<form><input type="hidden" name="SAMLResponse" value="${encoded}"/>`],
    ['value first', `<INPUT value='${encoded}' type=hidden name='SAMLResponse'>`],
    ['entities', `<input name=SAMLResponse type="hidden" value="${entities}">`],
    ['lines', encoded.replace(/.{76}/g, '$&\r\n')],
    ['a form', `RelayState=&SAMLResponse=${encodeURIComponent(encoded)}&x=y`],
    ['percent-encoding', encodeURIComponent(encoded)],
  ])('%s', (_, text) => {
    expect(readAssertion(text)).toMatchObject({ samlAssertion: encoded, roles: [DEV] })
  })
})

describe('refused', () => {
  const bomb = `<!DOCTYPE r [<!ENTITY a "lol">${Array.from({ length: 12 }, (_, i) => `<!ENTITY ${'a'.repeat(i + 2)} "${`&${'a'.repeat(i + 1)};`.repeat(10)}">`).join('')}]><r>&aaaaaaaaaaaaa;</r>`
  test.each([
    ['an entity bomb', base64(bomb), /document type/],
    ['an external entity', base64('<!doctype r SYSTEM "file:///etc/passwd"><r/>'), /document type/],
    ['a bomb in UTF-16', Buffer.from(bomb, 'utf16le').toString('base64'), /UTF-8|XML/],
    ['10 MB', base64(`<r>${'x'.repeat(10 * 1024 * 1024)}</r>`), /longer than STS accepts/],
    ['10 MB of white space', ' '.repeat(10 * 1024 * 1024), /longer than STS accepts/],
    ['one character too many', base64('<r>'.padEnd(75_001, 'x')), /longer than STS accepts/],
    ['deep nesting', base64('<a>'.repeat(10_000) + '</a>'.repeat(10_000)), /nested too deeply/],
    ['half a document', base64('<Response><Assertion>'), /well-formed/],
    ['two documents', base64('<Response/><Response/>'), /well-formed/],
    ['an unknown entity', base64('<Response>&x;</Response>'), /well-formed/],
    ['the XML itself', '<Response/>', /not base64/],
    ['nothing', '', /not base64/],
    [
      'no assertion',
      base64('<Response><Status><StatusMessage>not you</StatusMessage></Status></Response>'),
      /no assertion: not you/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => readAssertion(text)).toThrow(message)
  })

  test('several roles, or one role with several providers, with the flag that chooses', () => {
    const other = { ...DEV, providerArn: `${DEV.providerArn}2` }
    expect(undecidedRoleError([DEV, { ...DEV, roleArn: `${DEV.roleArn}2` }])).toMatchObject({
      message: 'the identity provider offers 2 roles',
      hint: `choose one with --role-arn: ${DEV.roleArn}, ${DEV.roleArn}2`,
    })
    expect(undecidedRoleError([DEV, other])).toMatchObject({
      message: 'the identity provider offers this role with 2 SAML providers',
      hint: `choose one with --saml-provider-arn: ${DEV.providerArn}, ${other.providerArn}`,
    })
  })

  test('an encrypted assertion, unless the profile says what is in it', () => {
    const read = readAssertion(base64('<Response><EncryptedAssertion/></Response>'))
    expect(() => fittingRoles(read, { roleArn: DEV.roleArn })).toThrow('encrypted')
    expect(fittingRoles(read, DEV)).toEqual([DEV])
  })

  test('without a quote of the document', () => {
    for (const xml of ['<canary', '<r a=canary>', '<canary/>', '<r>&canary;</r>']) {
      expect(() => readAssertion(base64(xml))).toThrow(
        expect.objectContaining({
          message: expect.not.stringContaining('canary'),
          cause: undefined,
        }),
      )
    }
  })
})
