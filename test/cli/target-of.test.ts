import { expect, test } from 'vitest'
import { targetOf } from '../../src/cli/target-of.js'

const session = (arn: string) => ({
  ...{ accessKeyId: 'ASIA', secretAccessKey: 'x', sessionToken: 'y', arn },
  ...{ expiration: '2030-01-01T00:00:00Z' },
  issued: { at: 0, serverOffset: 0, bootId: '', uptime: 0 },
})

test.each([
  ['arn:aws-cn:sts::222222222222:assumed-role/a/b', 'eu-west-1', 'cn-northwest-1'],
  ['arn:aws-cn:sts::222222222222:assumed-role/a/b', 'cn-north-1', 'cn-north-1'],
  ['arn:aws:sts::222222222222:assumed-role/a/b', 'eu-west-1', 'eu-west-1'],
  ['arn:aws:sts::222222222222:assumed-role/a/b', 'us-gov-west-1', 'us-east-1'],
  ['arn:aws-new:sts::222222222222:assumed-role/a/b', 'eu-west-1', 'eu-west-1'],
])('%s is known in the partition of its ARN, not in %s', (arn, region, known) => {
  expect(targetOf({ target: { region } }, session(arn))).toEqual({ region: known })
  const target = { region, endpoint: 'https://sts.example.com' }
  expect(targetOf({ target }, session(arn))).toBe(target)
})

test('credentials without an ARN are known where the plan says', () => {
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'x' }
  expect(targetOf({ target: { region: 'eu-west-1' } }, credentials)).toEqual({
    region: 'eu-west-1',
  })
})
