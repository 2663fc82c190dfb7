import { describe, expect, test } from 'vitest'
import { parseAwsFiles, type AwsFiles } from '../../../src/aws-files/aws-files.js'
import type { Keys } from '../../../src/aws-files/keys.js'
import type { ReadingCase } from './case.js'
import { expectDocumented } from './documented.js'
import { SDKS } from './reading-sdks.js'
import { SPECIFICATION } from './reading-specification.js'

describe('the AWS files are read as the SDKs read them', () => {
  test.each([...SPECIFICATION, ...SDKS])('$from: $what', (one) => {
    const files = filesOf(one)
    expect(new Set(files.profileNames())).toEqual(new Set(Object.keys(one.profiles)))
    for (const [name, keys] of Object.entries(one.profiles)) {
      expect(valuesOf(files.profile(name)), name).toEqual(new Map(Object.entries(keys)))
      expect(valuesOf(filesOf(one).profiles().get(name)), name).toEqual(
        new Map(Object.entries(keys)),
      )
    }
    for (const [name, keys] of Object.entries(one.sessions ?? {})) {
      expect(valuesOf(files.section('sso-session', name))).toEqual(new Map(Object.entries(keys)))
    }
    for (const [name, keys] of Object.entries(one.services ?? {})) {
      expect(valuesOf(files.section('services', name))).toEqual(new Map(Object.entries(keys)))
    }
    expectDocumented(one.choice)
  })
})

function filesOf({ config = '', credentials = '' }: ReadingCase): AwsFiles {
  return parseAwsFiles({ path: '', text: config }, { path: '', text: credentials })
}

/** The values alone; an absent section is an empty one. */
function valuesOf(keys: Keys | undefined): Map<string, string> {
  return new Map([...(keys ?? [])].map(([key, { value }]) => [key, value]))
}
