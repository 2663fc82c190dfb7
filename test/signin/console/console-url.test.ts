import { expect, test } from 'vitest'
import { consoleOrigin, signInOrigin, signOutOrigin } from '../../../src/signin/aws-hosts.js'
import { consoleUrl, SERVICES } from '../../../src/signin/console/services.js'

test.each([
  ['us-east-1', 'https://signin.aws.amazon.com', 'https://console.aws.amazon.com'],
  [
    'eu-west-1',
    'https://eu-west-1.signin.aws.amazon.com',
    'https://eu-west-1.console.aws.amazon.com',
  ],
  ['cn-north-1', 'https://signin.amazonaws.cn', 'https://console.amazonaws.cn'],
  [
    'cn-northwest-1',
    'https://cn-northwest-1.signin.amazonaws.cn',
    'https://cn-northwest-1.console.amazonaws.cn',
  ],
  ['us-gov-west-1', 'https://signin.amazonaws-us-gov.com', 'https://console.amazonaws-us-gov.com'],
  [
    'us-gov-east-1',
    'https://us-gov-east-1.signin.amazonaws-us-gov.com',
    'https://us-gov-east-1.console.amazonaws-us-gov.com',
  ],
  [
    'eusc-de-east-1',
    'https://eusc-de-east-1.signin.amazonaws-eusc.eu',
    'https://eusc-de-east-1.console.amazonaws-eusc.eu',
  ],
  [
    'us-iso-east-1',
    'https://us-iso-east-1.signin.c2shome.ic.gov',
    'https://us-iso-east-1.console.c2shome.ic.gov',
  ],
])('hosts of %s', (region, signIn, console) => {
  expect(signInOrigin(region)).toBe(signIn)
  expect(consoleOrigin(region)).toBe(console)
})

test('the page that ends a session has the region in front, also for the first region', () => {
  expect(signOutOrigin('us-east-1')).toBe('https://us-east-1.signin.aws.amazon.com')
})

test.each([
  [{}, 'console/home?region=eu-west-1'],
  [{ service: 's3' }, 's3/home?region=eu-west-1'],
  [{ service: 'S3' }, 's3/home?region=eu-west-1'],
  [{ service: 'cfn' }, 'cloudformation/home?region=eu-west-1'],
  [{ service: 'logs' }, 'cloudwatch/home?region=eu-west-1#logsV2:log-groups'],
  [{ path: '/s3/buckets/logs?tab=objects' }, 's3/buckets/logs?tab=objects&region=eu-west-1'],
  [
    { path: 'https://eu-west-1.console.aws.amazon.com/s3/buckets/logs' },
    's3/buckets/logs?region=eu-west-1',
  ],
  [{ path: 'ec2/home?region=us-east-2#Instances:' }, 'ec2/home?region=us-east-2#Instances:'],
])('the page of %j', (page, expected) => {
  const url = consoleUrl({ region: 'eu-west-1', ...page })
  expect(url).toBe(`https://eu-west-1.console.aws.amazon.com/${expected}`)
})

test('every name leads to a page', () => {
  for (const service of SERVICES) {
    expect(new URL(consoleUrl({ region: 'us-east-1', service })).pathname).toMatch(/^\/[\w/-]+$/)
  }
})

test.each([
  ['//evil.example/', '/evil.example/'],
  ['@evil.example/', '/@evil.example/'],
])('the path %s stays in the console', (path, expected) => {
  const url = new URL(consoleUrl({ region: 'us-east-1', path }))
  expect([url.host, url.pathname]).toEqual(['console.aws.amazon.com', expected])
})

test.each(['\\\\evil.example', 'a b', 'https://evil.example/x'])(
  'the path %s is refused',
  (path) => {
    expect(() => consoleUrl({ region: 'us-east-1', path })).toThrow('is not a path of the console')
  },
)

test('a service and a path are too many, and an unknown service suggests a known one', () => {
  expect(() => consoleUrl({ region: 'us-east-1', service: 's3', path: '/x' })).toThrow('both name')
  expect(() => consoleUrl({ region: 'us-east-1', service: 'lamda' })).toThrow(
    'does not know a console page',
  )
})
