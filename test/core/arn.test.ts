import { expect, test } from 'vitest'
import { accountOfArn, parseRoleArn, partitionById, partitionOfRegion } from '../../src/core/arn.js'
import { REGIONS } from '../../src/core/regions.js'

test('every region of the list is of one partition, whose default is in the list', () => {
  const partitions = new Map<string, string[]>()
  for (const region of REGIONS) {
    const { id, regions, defaultRegion } = partitionOfRegion(region)
    expect(region).toMatch(regions)
    expect(REGIONS).toContain(defaultRegion)
    partitions.set(id, [...(partitions.get(id) ?? []), region])
  }
  expect(Object.fromEntries([...partitions].map(([id, all]) => [id, all.length]))).toEqual({
    aws: 36,
    'aws-cn': 2,
    'aws-eusc': 1,
    'aws-iso': 2,
    'aws-iso-b': 2,
    'aws-iso-e': 1,
    'aws-iso-f': 2,
    'aws-us-gov': 2,
  })
  expect(new Set(REGIONS).size).toBe(REGIONS.length)
})

test('a region nobody knows yet is taken for one of the largest partition', () => {
  expect(partitionOfRegion('xx-north-1').id).toBe('aws')
  expect(partitionOfRegion('').id).toBe('aws')
  expect(partitionById('aws-new')).toBeUndefined()
})

test.each([
  ['arn:aws:iam::222222222222:role/dev', ['aws', '222222222222', 'dev']],
  ['arn:aws-cn:iam::222222222222:role/team/eu/dev', ['aws-cn', '222222222222', 'team/eu/dev']],
  ['arn:aws-new:iam::222222222222:role/d', ['aws-new', '222222222222', 'd']],
  ['arn:aws:iam::22222222222:role/dev', []],
  ['arn:aws:iam::222222222222:user/dev', []],
  ['arn:aws:iam::222222222222:role/', []],
  ['arn:aws:iam::222222222222:role/a b', []],
  ['arn:aws:sts::222222222222:assumed-role/dev/me', []],
  ['dev', []],
])('%s is a role: %j', (text, parts) => {
  const { partition, account, role } = parseRoleArn(text) ?? {}
  expect([partition, account, role].filter(Boolean)).toEqual(parts)
})

test.each([
  ['arn:aws:iam::222222222222:mfa/me', '222222222222'],
  ['arn:aws:s3:::bucket', undefined],
  ['GAHT12345678', undefined],
])('the account of %s is %s', (arn, account) => {
  expect(accountOfArn(arn)).toBe(account)
})
