import { expect, test } from 'vitest'
import { isAwsSignIn } from '../../../src/signin/saml/sign-in-url.js'

test.each([
  'https://signin.aws.amazon.com/saml',
  'https://signin.aws.amazon.com/saml?x=y',
  'https://eu-west-1.signin.aws.amazon.com/saml',
  'https://us-east-1.signin.aws.amazon.com/saml/acs/SAMLSPABCDEFGHIJKLMN',
  'https://signin.amazonaws.cn/saml',
  'https://cn-north-1.signin.amazonaws.cn/saml',
  'https://us-gov-west-1.signin.amazonaws-us-gov.com/saml',
  'https://eusc-de-east-1.signin.amazonaws-eusc.eu/saml',
])('AWS: %s', (url) => {
  expect(isAwsSignIn(url)).toBe(true)
})

test.each([
  'http://signin.aws.amazon.com/saml',
  'https://signin.aws.amazon.com:8443/saml',
  'https://signin.aws.amazon.com.example.com/saml',
  'https://example.com/x.signin.aws.amazon.com/saml',
  'https://evil-signin.aws.amazon.com/saml',
  'https://evil.signin.aws.amazon.com/saml',
  'https://signin.aws.amazon.com@example.com/saml',
  'https://signin.aws.amazon.com/samlx',
  'https://signin.aws.amazon.com/oauth',
])('not AWS: %s', (url) => {
  expect(isAwsSignIn(url)).toBe(false)
})
